// One slide at a time. Right: the lesson; down: what it leaves out; space: everything.
const deck = (() => {
  const WIDTH = 1280, HEIGHT = 720, SMALLEST = 0.62, SCROLLED = 0.8;
  const all = [...document.querySelectorAll("section")];
  const lesson = all.filter((each) => "lesson" in each.dataset);
  const words = document.body.dataset;
  let now = 0;

  const late = (slide) => [...slide.querySelectorAll("[data-late]")];
  const waiting = () => late(all[now]).find((each) => !each.classList.contains("come"));
  const columnOf = (at) => { while (at > 0 && !lesson.includes(all[at])) at -= 1; return at; };
  const nextOfLesson = (at) => all.findIndex((each, i) => i > at && lesson.includes(each));

  /** Write smaller until it fits; what would become too small to read scrolls instead. */
  function fit(slide) {
    const body = slide.firstElementChild, room = HEIGHT - 66;
    slide.style.zoom = Math.min(innerWidth / WIDTH, innerHeight / HEIGHT);
    slide.classList.remove("tall");
    let size = 1;
    const overflows = () => body.offsetHeight * size > room;
    body.style.zoom = size;
    while (overflows() && size > SMALLEST) {
      size = Math.max(SMALLEST, size - 0.04);
      body.style.zoom = size;
    }
    if (overflows()) {
      size = body.style.zoom = SCROLLED;
      slide.classList.add("tall");
    }
    slide.dataset.size = size.toFixed(2);
  }

  async function go(to, { whole = false } = {}) {
    if (to < 0 || to >= all.length) return;
    all[now].classList.remove("now");
    now = to;
    const slide = all[now];
    slide.classList.add("now");
    for (const each of late(slide)) each.classList.toggle("come", whole);
    await explorers.wake(slide);
    fit(slide);
    slide.scrollTop = 0;
    history.replaceState(null, "", `#${now + 1}`);
    tell();
  }

  const show = () => { const part = waiting(); part?.classList.add("come"); tell(); return Boolean(part); };
  const moves = {
    right: () => show() || go(nextOfLesson(now)),
    left: () => go(columnOf(now) === now ? columnOf(now - 1) : columnOf(now), { whole: true }),
    down: () => show() || (lesson.includes(all[now + 1]) ? null : go(now + 1)),
    up: () => (lesson.includes(all[now]) ? null : go(now - 1, { whole: true })),
    next: () => show() || go(now + 1),
    back: () => go(now - 1, { whole: true }),
    first: () => go(0),
    last: () => go(all.length - 1),
    menu: () => (menu.open ? menu.close() : menu.showModal()),
    full: () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()),
  };
  const KEYS = { ArrowRight: "right", ArrowLeft: "left", ArrowDown: "down", ArrowUp: "up", " ": "next",
    PageDown: "next", PageUp: "back", Home: "first", End: "last", m: "menu", f: "full" };

  const button = (text, move) => {
    const made = Object.assign(document.createElement("button"), { textContent: text, type: "button" });
    made.addEventListener("click", move);
    return made;
  };
  const footer = document.createElement("footer"), place = document.createElement("span");
  const arrows = ["left", "up", "down", "right"].map((name, i) => {
    const made = button("←↑↓→"[i], () => moves[name]());
    made.setAttribute("aria-label", name);
    return [name, made];
  });
  footer.append(place, button("☰", moves.menu), ...arrows.map(([, made]) => made));
  footer.title = words.keys;
  const menu = document.createElement("dialog");
  document.body.append(footer, menu);

  function list() {
    const title = Object.assign(document.createElement("h2"), { textContent: words.menu });
    const keys = Object.assign(document.createElement("p"), { textContent: words.keys });
    const items = document.createElement("ol");
    all.forEach((slide, i) => {
      if (!slide.ariaLabel) return;
      const item = document.createElement("li");
      item.className = lesson.includes(slide) ? "" : "below";
      item.append(button(slide.ariaLabel, () => { menu.close(); go(i); }));
      items.append(item);
    });
    menu.append(title, keys, items);
  }

  function tell() {
    const at = lesson.indexOf(all[columnOf(now)]), deep = now - columnOf(now);
    const below = deep === 0 && now + 1 < all.length && !lesson.includes(all[now + 1]);
    place.textContent = `${at + 1}${deep ? `.${deep}` : ""} / ${lesson.length}${below ? ` · ↓ ${words.below}` : ""}`;
  }

  addEventListener("keydown", (event) => {
    const busy = event.target.closest?.("input, select, textarea, button, summary, dialog, [tabindex]");
    const clicker = event.key.startsWith("Page");
    const move = moves[KEYS[event.key]];
    if (!move || event.ctrlKey || event.altKey || event.metaKey || (busy && !clicker)) return;
    event.preventDefault();
    move();
  });
  addEventListener("resize", () => fit(all[now]));
  addEventListener("hashchange", () => go(Number(location.hash.slice(1)) - 1));
  list();
  const ready = go(Math.max(0, Number(location.hash.slice(1)) - 1) || 0);
  return { all, go, fit, ready };
})();
