import { decodeQR } from "qr/decode.js";

/** Widest picture that is looked at: enough for our codes, and quick on old phones. */
const MOST_PIXELS = 1280;
const BETWEEN_LOOKS_MILLISECONDS = 120;

const canvas = document.createElement("canvas");

/** The text of the code in a picture; undefined: there is none. */
const readPicture = (picture: CanvasImageSource, width: number, height: number): string | undefined => {
  const scale = Math.min(1, MOST_PIXELS / Math.max(width, height));
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null || canvas.width === 0 || canvas.height === 0) return undefined;
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  try {
    return decodeQR(context.getImageData(0, 0, canvas.width, canvas.height), { timeLimit: 60, effort: 3 });
  } catch {
    return undefined;
  }
};

/** The text of the code in a photo; undefined: none, or no photo. */
export const readPhoto = async (file: Blob): Promise<string | undefined> => {
  try {
    const picture = await createImageBitmap(file);
    const text = readPicture(picture, picture.width, picture.height);
    picture.close();
    return text;
  } catch {
    return undefined;
  }
};

/** A camera that looks for a code. */
export interface Scanning {
  /** Ends it, and turns the camera off. */
  stop(): void;
}

/**
 * Shows the camera in `video` and tells each text it reads; `found` says whether it was the one looked for, which ends it.
 *
 * @throws where there is no camera, or it is not allowed.
 */
export const startScanning = async (
  video: HTMLVideoElement,
  found: (text: string) => boolean,
): Promise<Scanning> => {
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { facingMode: "environment", width: { ideal: MOST_PIXELS } },
    audio: false,
  });
  let isStopped = false;
  const stop = (): void => {
    isStopped = true;
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  };
  const look = (): void => {
    if (isStopped) return;
    const text = video.videoWidth > 0 ? readPicture(video, video.videoWidth, video.videoHeight) : undefined;
    if (text !== undefined && found(text)) stop();
    else setTimeout(look, BETWEEN_LOOKS_MILLISECONDS);
  };
  video.srcObject = stream;
  await video.play();
  look();
  return { stop };
};
