#version 330
// The caption strip, already in clip space.
in vec2 at;
in vec2 uv;
out vec2 place;
void main() {
    place = uv;
    gl_Position = vec4(at, 0.0, 1.0);
}
