#version 330
// Depth seen from the light, for the shadow map.
uniform mat4 view;
uniform mat4 model;
in vec3 position;
void main() { gl_Position = view * model * vec4(position, 1.0); }
