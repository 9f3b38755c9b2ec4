// Pictures that Python keeps until they come into sight.

/**
 * `hang(image, name)` fills an <img> with the picture of that name, now or later, and keeps it up to date.
 * @param {Model} model
 * @param {Link} link
 */
function shelf(model, link) {
  const images = new Map(); // <img> to the name of its picture
  const pictures = new Map(); // name to {edition, address}
  const asked = new Map(); // name to the edition last asked for
  const show = (image) => setAttribute(image, "src", pictures.get(images.get(image))?.address);
  const ask = (name) => {
    const edition = model.get("editions")[name];
    if (edition === undefined || pictures.get(name)?.edition === edition || asked.get(name) === edition) return;
    asked.set(name, edition);
    link.send({ type: "picture", name });
  };
  const sight = new IntersectionObserver((entries) => {
    for (const entry of entries) if (entry.isIntersecting) ask(images.get(entry.target));
  }, { rootMargin: "300px" });
  const look = (image) => {
    // Observed anew, an image that is in sight already is reported again.
    sight.unobserve(image);
    sight.observe(image);
  };
  const onMessage = (message, buffers) => {
    if (message.type !== "picture") return;
    const { name, edition } = message;
    const old = pictures.get(name)?.address;
    pictures.set(name, { edition, address: URL.createObjectURL(new Blob([buffers[0]])) });
    for (const image of images.keys()) if (images.get(image) === name) show(image);
    if (old) URL.revokeObjectURL(old);
  };
  const onEditions = () => images.forEach((_name, image) => look(image));
  model.on("msg:custom", onMessage);
  model.on("change:editions", onEditions);
  return {
    hang(image, name) {
      images.set(image, name);
      show(image);
      look(image);
    },
    takeDown(image) {
      const name = images.get(image);
      sight.unobserve(image);
      images.delete(image);
      if ([...images.values()].includes(name)) return;
      URL.revokeObjectURL(pictures.get(name)?.address);
      pictures.delete(name);
      asked.delete(name);
    },
    close() {
      sight.disconnect();
      model.off("msg:custom", onMessage);
      model.off("change:editions", onEditions);
      for (const { address } of pictures.values()) URL.revokeObjectURL(address);
    },
  };
}
