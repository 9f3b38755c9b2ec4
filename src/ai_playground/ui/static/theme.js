// Brings the stylesheet and takes no room.

function render({ el }) {
  el.classList.add("aip", "aip-theme");
}

export default { render };
