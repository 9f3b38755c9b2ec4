// The camera: a live preview in a dialog, and a picture taken from it.

const LONGEST_SIDE = 1536;
const REFUSALS = {
  NotAllowedError: "The browser doesn't let this page use the camera. Allow it beside the address, then try again.",
  NotFoundError: "There is no camera here.",
  NotReadableError: "The camera is in use by another program.",
};

const hasCamera = () => Boolean(navigator.mediaDevices?.getUserMedia);

/** What the video shows now, as a JPEG file of at most `LONGEST_SIDE` px. */
function takePicture(video) {
  const { videoWidth: width, videoHeight: height } = video;
  const scale = Math.min(1, LONGEST_SIDE / Math.max(width, height));
  const canvas = h("canvas", { width: Math.round(width * scale), height: Math.round(height * scale) });
  canvas.getContext("2d").drawImage(video, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(
    (blob) => resolve(new File([blob], "camera.jpg", { type: "image/jpeg" })), "image/jpeg", 0.92));
}

/** A dialog that gives the picture to `take`, or a sentence to `say` where there is no camera to be had. */
function cameraDialog(take, say) {
  let stream = null;
  const video = h("video", { playsinline: true, "aria-label": "What the camera sees" });
  video.muted = true;
  const shoot = h("button", {
    class: "aip-button aip-go", type: "button",
    onclick: async () => {
      if (shoot.ariaDisabled === "true") return;
      const file = await takePicture(video);
      dialog.close();
      take([file]);
    },
  }, "Take");
  const cancel = h("button", { class: "aip-button", type: "button", onclick: () => dialog.close() }, "Cancel");
  const dialog = h("dialog", {
    class: "aip-camera", "aria-label": "Camera",
    onclose: () => {
      for (const track of stream?.getTracks() ?? []) track.stop();
      stream = video.srcObject = null;
    },
  }, video, h("div", { class: "aip-camera-actions" }, shoot, cancel));
  video.addEventListener("loadeddata", () => { shoot.ariaDisabled = null; });
  return {
    element: dialog,
    async open() {
      say("");
      shoot.ariaDisabled = "true";
      dialog.showModal();
      shoot.focus();
      try {
        const opened = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: LONGEST_SIDE } } });
        stream = opened;
        if (!dialog.open) dialog.dispatchEvent(new Event("close")); // cancelled before the camera was ready
        video.srcObject = stream;
        await video.play();
      } catch (error) {
        if (!dialog.open) return;
        dialog.close();
        const { name } = /** @type {DOMException} */ (error);
        say(REFUSALS[name] ?? `The camera could not be started (${name}).`);
      }
    },
  };
}
