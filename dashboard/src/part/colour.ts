/** A colour of the style sheet as the canvas takes it: resolved for the theme that is on. */
export function colourOf(element: Element, name: `--${string}`): string {
  const probe = document.createElement("span");
  probe.style.color = `var(${name})`;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
