#version 330
// World position, normal and the attributes the fragment stage colours by.
uniform mat4 view;
uniform mat4 light_view;
uniform mat4 model;
in vec3 position;
in vec3 normal;
in vec3 colour;
in float material;
in float mark;
out vec3 world;
out vec3 facing;
out vec3 local;
out vec3 tint;
out vec4 lit;
out float stain;
flat out int kind;
void main() {
    vec4 at = model * vec4(position, 1.0);
    world = at.xyz;
    local = position;
    facing = mat3(model) * normal;
    tint = colour;
    stain = mark;
    kind = int(material + 0.5);
    lit = light_view * at;
    gl_Position = view * at;
}
