(() => {
  const $ = (id) => document.getElementById(id);
  const data = JSON.parse($("data").textContent);
  const [originX, originY] = data.origin;
  const STEPS = 1e7;
  const squeeze = Math.cos(((originY / STEPS) * Math.PI) / 180);
  const metre = STEPS / 111319.49; // lattice steps in a metre northward
  const svg = $("map");
  const houses = data.houses.map(([no, address, x, y, residents, registered, outside, rings, people]) =>
    ({ no, address, x, y, residents, registered, outside, rings, people }));

  // ---- drawing: map units are lattice steps, squeezed east-west, south down
  const NS = "http://www.w3.org/2000/svg";
  function make(name, attributes, parent) {
    const node = document.createElementNS(NS, name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    return parent.appendChild(node);
  }
  const unit = (x, y) => `${(x * squeeze).toFixed(1)} ${-y}`;
  function path(rings) {
    let out = "";
    for (const ring of rings) {
      for (let i = 0; i < ring.length; i += 2) out += (i ? "L" : "M") + unit(ring[i], ring[i + 1]);
      out += "Z";
    }
    return out;
  }
  const colour = (residents) => data.classes.reduce((found, [from, shade]) => (from <= residents ? shade : found), "");
  const dark = (residents) => data.classes.filter(([from]) => from <= residents).length > 3;

  make("path", { class: "ground", d: path(data.village) }, svg);
  make("path", { class: "ground within", d: path(data.sheet) }, svg);
  for (const [, rings] of data.grids) make("path", { class: "grid", d: path(rings) }, svg);
  make("path", { class: "village", d: path(data.village) }, svg);
  make("path", { class: "sheet", d: path(data.sheet) }, svg);
  const tint = make("path", { class: "tint" }, svg); // under the houses, so that their colours stay readable
  const layer = make("g", { class: "houses" }, svg);
  const labels = make("g", { class: "labels" }, svg);
  houses.forEach((house, i) => {
    const shape = house.rings.length
      ? make("path", { d: path(house.rings), "fill-rule": "evenodd" }, layer)
      : make("circle", { cx: house.x * squeeze, cy: -house.y, r: 3 * metre }, layer);
    shape.setAttribute("fill", colour(house.residents));
    shape.dataset.i = i;
    make("title", {}, shape).textContent = `${house.no} ${house.residents} 人`;
    house.shape = shape;
  });
  // All boxes before any label, so that the page is laid out once.
  const boxes = houses.map((house) => house.shape.getBBox());
  houses.forEach((house, i) => {
    const box = boxes[i];
    const size = Math.min(box.width, box.height) * 0.42;
    const text = make("text", { x: box.x + box.width / 2, y: box.y + box.height / 2, "font-size": size }, labels);
    text.textContent = house.residents;
    if (dark(house.residents)) text.setAttribute("class", "light");
    house.size = size;
  });
  const drawn = make("path", { class: "drawn" }, svg);
  const handles = make("g", { class: "handles" }, svg);

  // ---- view
  const view = { x: 0, y: 0, scale: 1, width: 1, height: 1 }; // map units at the left top corner, pixels a unit
  const bounds = (() => {
    const xs = data.sheet.flatMap((ring) => ring.filter((_, i) => i % 2 === 0).map((x) => x * squeeze));
    const ys = data.sheet.flatMap((ring) => ring.filter((_, i) => i % 2 === 1).map((y) => -y));
    return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  })();
  const medianSize = houses.map((house) => house.size).sort((a, b) => a - b)[houses.length >> 1] || 1;

  function show() {
    svg.setAttribute("viewBox", `${view.x} ${view.y} ${view.width / view.scale} ${view.height / view.scale}`);
    labels.style.display = medianSize * view.scale > 6 ? "" : "none";
    for (const dot of handles.children) dot.setAttribute("r", 4 / view.scale);
    const most = 120 / (view.scale * metre); // metres in 120 pixels
    const power = 10 ** Math.floor(Math.log10(most));
    const length = [5, 2, 1].map((n) => n * power).find((n) => n <= most) || power;
    document.querySelector("#scale i").style.width = `${length * metre * view.scale}px`;
    document.querySelector("#scale span").textContent = length >= 1000 ? `${length / 1000} 公里` : `${length} 米`;
  }
  function measure() {
    const box = svg.getBoundingClientRect();
    view.width = Math.max(box.width, 1);
    view.height = Math.max(box.height, 1);
  }
  function fit() {
    measure();
    const [west, top, east, bottom] = bounds;
    const [rim, bar] = [28, 58]; // pixels kept free around the sheet and under the tools
    view.scale = Math.min((view.width - 2 * rim) / (east - west), (view.height - rim - bar) / (bottom - top));
    view.x = (west + east) / 2 - view.width / view.scale / 2;
    view.y = (top + bottom) / 2 - (view.height + bar - rim) / view.scale / 2;
    show();
  }
  function zoom(factor, px = view.width / 2, py = view.height / 2) {
    const least = 0.2 * Math.min(view.width / (bounds[2] - bounds[0]), view.height / (bounds[3] - bounds[1]));
    const scale = Math.min(Math.max(view.scale * factor, least), 1);
    view.x += px / view.scale - px / scale;
    view.y += py / view.scale - py / scale;
    view.scale = scale;
    show();
  }
  // Client pixels to lattice steps from the origin, and back.
  function steps(event) {
    const box = svg.getBoundingClientRect();
    const x = view.x + (event.clientX - box.left) / view.scale;
    const y = view.y + (event.clientY - box.top) / view.scale;
    return [Math.round(x / squeeze), Math.round(-y)];
  }
  function pixels([x, y]) {
    const box = svg.getBoundingClientRect();
    return { x: box.left + (x * squeeze - view.x) * view.scale, y: box.top + (-y - view.y) * view.scale };
  }

  // ---- counting
  const offsets = (ring) => ring.map(([lon, lat]) => [Math.round(lon * STEPS) - originX, Math.round(lat * STEPS) - originY]);
  const degrees = (ring) => ring.map(([x, y]) => [(x + originX) / STEPS, (y + originY) / STEPS]);
  function count(raw) {
    const ring = geometry.clean(raw);
    const fault = geometry.fault(ring);
    if (fault) return { fault };
    const inside = houses.filter((house) => geometry.inside(ring, house.x, house.y));
    const sum = (of) => inside.reduce((all, house) => all + house[of], 0);
    return { inside, houses: inside.length, residents: sum("residents"), registered: sum("registered"), outside: sum("outside") };
  }

  function tell(title, result, note) {
    $("count-title").textContent = title;
    for (const of of ["houses", "residents", "registered", "outside"]) {
      $(`count-${of}`).textContent = result ? result[of] : "—";
    }
    $("count-note").textContent = note;
  }
  const whole = {
    houses: houses.length,
    residents: houses.reduce((all, house) => all + house.residents, 0),
    registered: houses.reduce((all, house) => all + house.registered, 0),
    outside: houses.reduce((all, house) => all + house.outside, 0),
  };
  const plainNote = $("count-note").textContent;

  // ---- a house in the panel
  let chosen = null;
  function element(name, text, parent, className) {
    const node = document.createElement(name);
    node.textContent = text;
    if (className) node.className = className;
    return parent.appendChild(node);
  }
  function choose(house) {
    if (chosen) chosen.shape.classList.remove("chosen");
    chosen = house;
    house.shape.classList.add("chosen");
    layer.appendChild(house.shape);
    const panel = $("panel");
    panel.replaceChildren();
    element("h2", "房屋", panel);
    element("p", house.no, panel, "no");
    if (house.address) element("p", house.address, panel, "address");
    element("p", `居住 ${house.residents} 人　户籍 ${house.registered}　外来 ${house.outside}`, panel, "sum");
    if (!house.people.length) {
      element("p", house.residents ? "名单未随图发布。" : "现无人居住。", panel, "empty");
      return;
    }
    const table = document.createElement("table");
    const head = element("tr", "", table.createTHead());
    for (const name of ["房号", "姓名", "类别"]) element("th", name, head);
    const body = table.createTBody();
    for (const [name, category, room] of house.people) {
      const row = body.insertRow();
      for (const text of [room || "—", name, category]) row.insertCell().textContent = text;
    }
    panel.appendChild(table);
    panel.scrollTop = 0;
  }

  // ---- drawing an area
  let mode = "look"; // look, draw
  let points = [];
  let result = null; // cleaned ring of the last finished area
  let press = null;

  function outline(ring, closed) {
    const line = ring.map(([x, y], i) => (i ? "L" : "M") + unit(x, y)).join("") + (closed ? "Z" : "");
    for (const shape of [tint, drawn]) shape.setAttribute("d", line);
  }
  function dots(ring) {
    handles.replaceChildren();
    for (const [x, y] of ring) make("circle", { cx: x * squeeze, cy: -y, r: 4 / view.scale }, handles);
  }
  function hint(text) {
    $("hint").textContent = text;
    $("hint").hidden = !text;
  }
  function setMode(next) {
    mode = next;
    svg.classList.toggle("drawing", mode === "draw");
    $("draw").setAttribute("aria-pressed", String(mode === "draw"));
    hint(mode === "draw" ? "单击加点，双击或点回起点闭合；拖动画矩形；Esc 取消。" : "");
  }
  function clear() {
    points = [];
    result = null;
    outline([], false);
    dots([]);
    drawn.classList.remove("wrong");
    for (const house of houses) house.shape.classList.remove("in");
    $("clear").disabled = true;
    $("count-list").hidden = true;
    tell("本图幅", whole, plainNote);
  }
  function finish(ring) {
    const answer = count(ring);
    const cleaned = geometry.clean(ring);
    setMode("look");
    points = [];
    outline(cleaned, true);
    dots(cleaned);
    $("clear").disabled = false;
    drawn.classList.toggle("wrong", Boolean(answer.fault));
    for (const house of houses) house.shape.classList.remove("in");
    $("count-list").replaceChildren();
    $("count-list").hidden = Boolean(answer.fault) || !answer.houses;
    if (answer.fault) {
      result = null;
      const place = answer.fault === "few" ? "" : degrees([answer.fault])[0].map((v) => v.toFixed(7)).join(", ");
      tell("划定区域", null, place ? `边界在（${place}）处自相交，请重新划定。` : "至少需要三个不同的点，请重新划定。");
      return;
    }
    result = cleaned;
    for (const house of answer.inside) {
      house.shape.classList.add("in");
      const item = element("li", "", $("count-list"));
      const button = element("button", house.no, item);
      button.type = "button";
      button.addEventListener("click", () => choose(house));
      element("span", `${house.residents} 人`, item);
    }
    tell("划定区域", answer, plainNote);
  }

  const near = (event, ring) => {
    if (ring.length < 3) return false;
    const first = pixels(ring[0]);
    return Math.hypot(first.x - event.clientX, first.y - event.clientY) < 8;
  };
  const box = (a, b) => [a, [b[0], a[1]], b, [a[0], b[1]]];

  svg.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const target = event.target.closest("[data-i]");
    press = { x: event.clientX, y: event.clientY, at: steps(event), left: view.x, top: view.y, target, moved: false };
    svg.setPointerCapture(event.pointerId);
  });
  svg.addEventListener("pointermove", (event) => {
    const here = steps(event);
    if (press && Math.hypot(event.clientX - press.x, event.clientY - press.y) > 4) press.moved = true;
    if (mode === "draw") {
      if (press && press.moved && !points.length) outline(box(press.at, here), true);
      else if (points.length) outline([...points, here], false);
    } else if (press && press.moved) {
      view.x = press.left - (event.clientX - press.x) / view.scale;
      view.y = press.top - (event.clientY - press.y) / view.scale;
      show();
    }
  });
  svg.addEventListener("pointerup", (event) => {
    if (!press) return;
    const { moved, at, target } = press;
    press = null;
    if (mode === "draw") {
      if (moved && !points.length) finish(box(at, steps(event)));
      else if (near(event, points)) finish(points);
      else {
        points.push(steps(event));
        outline(points, false);
        dots(points);
      }
    } else if (!moved && target) choose(houses[Number(target.dataset.i)]);
  });
  svg.addEventListener("pointercancel", () => { press = null; });
  svg.addEventListener("dblclick", () => { if (mode === "draw" && points.length) finish(points); });
  svg.addEventListener("wheel", (event) => {
    event.preventDefault();
    const area = svg.getBoundingClientRect();
    zoom(Math.exp(-event.deltaY / 500), event.clientX - area.left, event.clientY - area.top);
  }, { passive: false });
  document.addEventListener("keydown", (event) => {
    if (mode !== "draw") return;
    if (event.key === "Escape") { clear(); setMode("look"); }
    if (event.key === "Enter" && event.target.tagName !== "BUTTON") finish(points);
  });

  $("draw").addEventListener("click", () => {
    const start = mode !== "draw";
    clear();
    setMode(start ? "draw" : "look");
  });
  $("clear").addEventListener("click", () => { clear(); setMode("look"); });
  $("zoom-in").addEventListener("click", () => zoom(1.4));
  $("zoom-out").addEventListener("click", () => zoom(1 / 1.4));
  $("fit").addEventListener("click", fit);
  const paper = document.head.appendChild(document.createElement("style"));
  for (const button of document.querySelectorAll("button.print")) {
    button.addEventListener("click", () => {
      paper.textContent = `@page { size: ${button.dataset.paper} landscape; margin: 8mm; }`;
      window.print();
    });
  }
  new ResizeObserver(() => { measure(); show(); }).observe(svg);
  fit();

  // For tests and for a host page: degrees, longitude first.
  window.cunwu = {
    count(ring) {
      const { inside, ...answer } = count(offsets(ring));
      return inside ? { ...answer, list: inside.map((house) => house.no) } : { fault: answer.fault === "few" ? "few" : degrees([answer.fault])[0] };
    },
    project: (lon, lat) => pixels(offsets([[lon, lat]])[0]),
    drawn: () => (result ? degrees(result) : null),
    houses: () => houses.map((house) => ({ no: house.no, at: degrees([[house.x, house.y]])[0], residents: house.residents })),
  };
})();
