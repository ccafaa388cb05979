#version 330
// Lambert and Blinn-Phong shading with a soft shadow; a few procedural surfaces by kind:
// 0 matt paint, 1 skin, 2 cloth, 3 metal, 4 wood, 5 gloss paint, 6 the figure, 7 its eyes,
// 8 shines by itself.
// For the figure `tint` carries the place at rest, so edges of clothes stay crisp.
uniform vec3 eye;
uniform vec3 light;
uniform sampler2DShadow shadow;
uniform vec3 elbow;
uniform vec3 forearm;  // elbow to wrist at rest, left side
uniform vec3 eyeball;
uniform vec3 skin_tone;
uniform vec3 hair;
uniform vec3 shirt;
uniform vec3 vest;
uniform vec3 glove;  // red below zero: bare hands
uniform vec3 sun;  // colour and strength of the light
uniform float lid;  // how far the eyes are closed
uniform vec3 arc;  // where an arc burns
uniform float flash;  // how bright it is, 0 for none
uniform float exposure;
in vec3 world;
in vec3 facing;
in vec3 local;
in vec3 tint;
in vec4 lit;
in float stain;
flat in int kind;
out vec4 pixel;

float noise(vec3 p) {
    vec3 i = floor(p), f = fract(p);
    f = f * f * (3.0 - 2.0 * f);
    vec4 k = vec4(0.0, 1.0, 57.0, 113.0);
    #define H(n) fract(sin(n) * 43758.5453)
    float n = dot(i, k.yzw);
    return mix(mix(mix(H(n), H(n + 1.0), f.x), mix(H(n + 57.0), H(n + 58.0), f.x), f.y),
        mix(mix(H(n + 113.0), H(n + 114.0), f.x), mix(H(n + 170.0), H(n + 171.0), f.x), f.y), f.z);
}

float shade(vec3 n) {
    vec3 at = lit.xyz / lit.w * 0.5 + 0.5;
    if (any(lessThan(at, vec3(0.003))) || any(greaterThan(at, vec3(0.997)))) return 1.0;
    float bias = 0.0007 + 0.0016 * (1.0 - max(dot(n, light), 0.0));
    float sum = 0.0;
    for (int x = -1; x <= 1; x++)
        for (int y = -1; y <= 1; y++)
            sum += texture(shadow, vec3(at.xy + vec2(x, y) / 820.0, at.z - bias));
    return sum / 9.0;
}

// Colour of the figure at a rest place; returns the surface kind in w.
vec4 figure(vec3 p) {
    vec3 m = vec3(abs(p.x), p.yz);
    float along = dot(m - elbow, forearm) / dot(forearm, forearm);
    bool arm = m.x > 0.2;
    vec3 skin = skin_tone;
    float collar = p.z + 0.42 * (p.y + 0.02);
    if (!arm && collar > eyeball.z - 0.172 + 1.3 * max(m.x - 0.055, 0.0)) {
        vec3 e = m - eyeball;
        if (p.z > eyeball.z - 0.02 && p.y > eyeball.y + 0.075) return vec4(hair, 2.0);
        if (p.z > eyeball.z + 0.062) return vec4(hair, 2.0);
        float brow = abs(e.z - 0.020 + 6.0 * pow(e.x, 2.0));
        if (e.y < 0.03 && abs(e.x) < 0.021 && brow < 0.0035) return vec4(skin * 0.55, 1.0);
        float cheek = smoothstep(0.03, 0.0, length(e - vec3(0.015, 0.0, -0.035)));
        skin = mix(skin, skin * vec3(1.06, 0.88, 0.90), 0.35 * cheek);
        return vec4(mix(skin, skin * vec3(0.86, 0.62, 0.66), 0.8 * stain), 1.0);
    }
    if (arm && glove.r >= 0.0 && along > 0.80)
        return vec4(along < 0.86 ? glove * 0.7 : glove, 2.0);
    if (arm && along > 0.36) return vec4(mix(skin, skin * vec3(1.1, 1.12, 1.18), stain), 1.0);
    if (arm && along > 0.27) return vec4(shirt * 0.72, 2.0);
    float hole = 0.150 + 0.05 * smoothstep(1.33, 1.22, p.z);
    float neckline = 0.052 + 0.10 * (collar - 1.47);
    if (p.y < -0.05 && m.x < max(neckline, 0.012) && p.z > 1.22 && collar > 1.28 + 1.2 * m.x)
        return vec4(shirt, 2.0);
    if (m.x < hole && p.z > 0.7) {
        bool band = abs(p.z - 1.17) < 0.028 || abs(m.x - 0.105) < 0.022;
        return vec4(band ? vec3(0.80, 0.82, 0.76) : vest, 2.0);
    }
    return vec4(p.z > 0.95 ? shirt : vec3(0.20, 0.21, 0.24), 2.0);
}

vec3 iris(vec3 p) {
    vec3 e = normalize(vec3(abs(p.x), p.yz) - eyeball);
    if (e.z > mix(0.62, -0.75, lid)) return skin_tone * 0.82;
    float off = acos(clamp(dot(e, normalize(vec3(0.0, -1.0, -0.15))), -1.0, 1.0));
    if (off < 0.16) return vec3(0.03);
    return off < 0.42 ? vec3(0.25, 0.17, 0.11) : vec3(0.86, 0.84, 0.82);
}

void main() {
    vec3 n = normalize(facing);
    vec3 to_eye = normalize(eye - world);
    if (dot(n, to_eye) < -0.2) n = -n;
    vec3 base = tint;
    float gloss = 0.05, power = 20.0;
    int surface = kind;
    if (kind == 6) {
        vec4 found = figure(tint);
        base = found.rgb;
        surface = int(found.a + 0.5);
    }
    // Software renderers run both sides of a branch: two noises for all kinds, not two for each.
    vec3 grain = kind == 6 ? tint : local;
    vec3 coarse = vec3(25.0), fine = vec3(260.0);
    if (surface == 1) fine = vec3(90.0);
    if (kind == 3) fine = vec3(300.0, 300.0, 40.0);
    if (kind == 4) fine = vec3(4.0, 60.0, 60.0), coarse = vec3(30.0);
    float small = noise(grain * fine), large = noise(grain * coarse);
    if (kind == 7) {
        base = iris(tint);
        gloss = 0.5;
        power = 60.0;
    } else if (surface == 1) {
        base *= 0.94 + 0.1 * small;
        gloss = 0.12;
    } else if (surface == 2) {
        base *= 0.9 + 0.12 * small + 0.08 * large;
        gloss = 0.0;
    } else if (kind == 3) {
        base *= 0.96 + 0.07 * small;
        gloss = 0.55;
        power = 40.0;
    } else if (kind == 4) {
        base *= 0.72 + 0.3 * small + 0.1 * large;
    } else if (kind == 5) {
        gloss = 0.4;
        power = 60.0;
    }
    float direct = max(dot(n, light), 0.0) * shade(n);
    float wrap = surface == 1 ? 0.12 * max(0.5 + 0.5 * dot(n, light), 0.0) : 0.0;
    vec3 sky = mix(vec3(0.36, 0.34, 0.32), vec3(0.52, 0.55, 0.58), n.z * 0.5 + 0.5);
    float fill = 0.22 * max(dot(n, normalize(vec3(-0.5, -0.8, 0.4))), 0.0);
    vec3 colour = base * (sky + fill + wrap * vec3(1.0, 0.6, 0.5) + direct * sun);
    float spec = pow(max(dot(n, normalize(light + to_eye)), 0.0), power) * direct;
    colour = (colour + gloss * spec) * exposure;
    if (flash > 0.0) {
        vec3 to_arc = arc - world;
        float far = length(to_arc);
        float near = max(dot(n, to_arc / far), 0.0) / (1.0 + far * far / 0.03);
        colour += base * flash * near * vec3(2.1, 2.5, 3.2);
        colour += flash * 0.9 * exp(-far * far / 0.0012) * vec3(0.85, 0.95, 1.0);
    }
    if (kind == 8) colour = vec3(1.6);
    pixel = vec4(pow(colour, vec3(0.88)), 1.0);
}
