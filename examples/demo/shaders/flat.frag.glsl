#version 330
uniform sampler2D words;
in vec2 place;
out vec4 pixel;
void main() { pixel = texture(words, place); }
