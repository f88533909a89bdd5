// What the forms that save as one types add to their page.

export function button(label, act) {
  const made = element("button", label, "fr-btn fr-btn--sm fr-btn--tertiary");
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

export function element(name, text, classes = "") {
  const made = document.createElement(name);
  made.textContent = text;
  made.className = classes;
  return made;
}
