// Cameras and microphones: which there are, which was chosen last, and how they are opened.

const VIDEO_TYPES = [
  "video/webm;codecs=vp8,opus", "video/webm;codecs=h264,opus", "video/webm", "video/mp4",
];
const AUDIO_TYPES = ["audio/webm;codecs=opus", "audio/webm", "audio/mp4"];
const NO_CAMERA = "none";
const BITS = { videoBitsPerSecond: 5_000_000, audioBitsPerSecond: 128_000 };
// For quick and exact seeking; Chromium's own default is a key frame every few seconds.
const KEY_FRAME_MS = 2000;
const PART_MS = 1000;

function remembered(name) {
  try {
    return localStorage.getItem(`sonmat-${name}`) ?? "";
  } catch {
    return "";
  }
}

function remember(name, value) {
  try {
    localStorage.setItem(`sonmat-${name}`, value);
  } catch {
    // A browser that keeps nothing asks again.
  }
}

function randomId(prefix) {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return `${prefix}-${[...bytes].map((one) => one.toString(16).padStart(2, "0")).join("")}`;
}

// This browser, for as long as it keeps its storage.
function deviceId() {
  let id = remembered("device");
  if (!/^dev-[0-9a-f]{16}$/.test(id)) {
    id = randomId("dev");
    remember("device", id);
  }
  return id;
}

async function listDevices() {
  const all = await navigator.mediaDevices.enumerateDevices();
  return {
    cameras: all.filter((one) => one.kind === "videoinput"),
    microphones: all.filter((one) => one.kind === "audioinput"),
  };
}

// The sound is recorded as it is: what a browser takes for noise are the sounds of the work.
async function openDevices(camera, microphone) {
  const audio = {
    deviceId: microphone ? { ideal: microphone } : undefined,
    echoCancellation: false,
    noiseSuppression: false,
    autoGainControl: false,
    channelCount: { ideal: 2 },
  };
  const video = {
    deviceId: camera ? { ideal: camera } : undefined,
    width: { ideal: 1280 },
    height: { ideal: 720 },
    frameRate: { ideal: 30 },
  };
  return navigator.mediaDevices.getUserMedia({ audio, video: camera === NO_CAMERA ? false : video });
}

function recorderOf(media) {
  const types = media.getVideoTracks().length ? VIDEO_TYPES : AUDIO_TYPES;
  const mimeType = types.find((type) => MediaRecorder.isTypeSupported(type));
  const options = { ...BITS, videoKeyFrameIntervalDuration: KEY_FRAME_MS };
  return new MediaRecorder(media, mimeType ? { mimeType, ...options } : options);
}
