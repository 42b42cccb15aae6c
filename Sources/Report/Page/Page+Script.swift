extension Page {
  static let script = #"""
    "use strict";
    const { runs } = JSON.parse(document.getElementById("data").textContent);
    const main = document.querySelector("main");
    const color = index => `var(--run-${index % 5})`;
    const words = text => text.replace(/^loss_/, "").replaceAll("_", " ");
    const number = x => typeof x !== "number" ? String(x ?? "")
      : Number.isInteger(x) ? String(x) : Math.abs(x) >= 1e-3 && Math.abs(x) < 1e5
      ? String(+x.toPrecision(4)) : x.toExponential(2);

    /// An element with attributes and children; texts become text nodes, so nothing is read as HTML.
    function make(name, attributes = {}, ...children) {
      const isGraphic = ["svg", "path", "line", "text", "circle"].includes(name);
      const element = isGraphic ? document.createElementNS("http://www.w3.org/2000/svg", name)
        : document.createElement(name);
      for (const [key, value] of Object.entries(attributes)) {
        if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
        else element.setAttribute(key, value);
      }
      element.append(...children.flat());
      return element;
    }
    const section = (title, ...children) => main.append(make("h2", {}, title), ...children.flat());
    const swatch = index => make("span", { class: "swatch", style: `background: ${color(index)}` });

    // What this is

    document.title = `${runs.map(run => run.name).join(", ")} - CMCGAN report`;
    main.append(make("h1", {}, runs.length > 1 ? "Runs compared" : runs[0].name));
    for (const [index, run] of runs.entries()) {
      main.append(make("p", {}, runs.length > 1 ? [swatch(index), `${run.name}: `] : [],
        `${run.model}, ${run.state}`));
      const origin = run.machine?.origin;
      if (origin) {
        main.append(make("p", { class: "faint" },
          `began with the weights of ${origin.path ?? "a model"} (${origin.models.join("; before that ")})`));
      }
      for (const incident of run.incidents) {
        main.append(make("p", { class: "faint" }, `${incident.time ?? ""} ${incident.event}`
          + (incident.step === undefined ? "" : ` at step ${incident.step}`)
          + (incident.reason ? `: ${incident.reason}` : "")));
      }
    }

    // Verdict

    for (const { name, evaluation } of runs) {
      const verdict = evaluation?.verdict;
      if (!verdict) continue;
      const { summary, problems } = verdict;
      section("Verdict" + (runs.length > 1 ? `: ${name}` : ""), summary.map(text => make("p", {}, text)),
        problems.length ? make("p", {}, "What looks wrong:") : [],
        problems.length ? make("ul", {}, problems.map(text => make("li", {}, text))) : []);
    }

    // Curves

    const settings = { log: false, smoothing: 0.5 };
    const charts = [];

    function smoothed(values) {
      let mean = 0, weight = 0;
      return values.map(value => {
        mean = settings.smoothing * mean + (1 - settings.smoothing) * value;
        weight = settings.smoothing * weight + (1 - settings.smoothing);
        return mean / weight;
      });
    }

    function chart(name) {
      const curves = runs.map((run, index) => ({ index, curve: run.curves[name] }))
        .filter(entry => entry.curve);
      const read = make("output");
      const svg = make("svg", { role: "img", "aria-label": `${words(name)} over steps` });
      const [left, right, top, bottom, height] = [52, 8, 8, 18, 170];
      let lines = [], scale = null;

      function draw() {
        const width = svg.clientWidth || 320;
        svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
        lines = curves.map(({ index, curve }) =>
          ({ index, steps: curve.steps, raw: curve.values, smooth: smoothed(curve.values) }));
        const usable = y => !settings.log || y > 0;
        const all = lines.flatMap(line => [...line.raw]).filter(usable);
        const height1 = y => settings.log ? Math.log10(y) : y;
        const lasts = lines.map(line => line.steps.at(-1)), firsts = lines.map(line => line.steps[0]);
        const [x0, x1] = [Math.min(...firsts), Math.max(...lasts)];
        let [y0, y1] = [Math.min(...all), Math.max(...all)].map(height1);
        if (!all.length) [y0, y1] = [0, 1];
        if (y1 - y0 < 1e-12) [y0, y1] = [y0 - 0.5, y1 + 0.5];
        scale = {
          x: step => left + (step - x0) / Math.max(1, x1 - x0) * (width - left - right),
          y: y => top + (y1 - height1(y)) / (y1 - y0) * (height - top - bottom),
          step: x => x0 + (x - left) / (width - left - right) * (x1 - x0),
        };
        const path = (steps, values) => {
          let d = "", isDown = false;
          values.forEach((y, i) => {
            if (!usable(y)) { isDown = false; return; }
            d += `${isDown ? "L" : "M"}${scale.x(steps[i]).toFixed(1)} ${scale.y(y).toFixed(1)}`;
            isDown = true;
          });
          // A single value is a dot.
          return values.length === 1 && d ? `${d}h0` : d;
        };
        const parts = [];
        for (const part of [0, 0.5, 1]) {
          const value = y0 + part * (y1 - y0), y = top + (1 - part) * (height - top - bottom);
          parts.push(make("line", { class: "axis", x1: left, x2: width - right, y1: y, y2: y }));
          parts.push(make("text", { x: left - 6, y: y + 3, "text-anchor": "end" },
            number(settings.log ? 10 ** value : value)));
        }
        parts.push(make("text", { x: left, y: height - 4 }, String(x0)));
        parts.push(make("text", { x: width - right, y: height - 4, "text-anchor": "end" }, String(x1)));
        for (const line of lines) {
          parts.push(make("path", { class: "raw", stroke: color(line.index), d: path(line.steps, line.raw) }));
          parts.push(make("path", { class: "smooth", stroke: color(line.index), d: path(line.steps, line.smooth) }));
        }
        svg.replaceChildren(...parts);
        show(null);
      }

      function show(step) {
        svg.querySelectorAll(".cursor, circle").forEach(element => element.remove());
        const found = lines.map(line => {
          let best = line.steps.length - 1;
          if (step !== null) line.steps.forEach((s, i) => {
            if (Math.abs(s - step) < Math.abs(line.steps[best] - step)) best = i;
          });
          return { line, step: line.steps[best], value: line.raw[best] };
        });
        read.textContent = found.map(f => number(f.value)).join(" / ")
          + (step === null ? "" : ` at ${found[0].step}`);
        if (step === null || !scale) return;
        const x = scale.x(found[0].step);
        svg.append(make("line", { class: "cursor", x1: x, x2: x, y1: top, y2: height - bottom }));
        for (const f of found) {
          if (settings.log && f.value <= 0) continue;
          svg.append(make("circle", { cx: scale.x(f.step), cy: scale.y(f.value), r: 3, fill: color(f.line.index) }));
        }
      }
      svg.addEventListener("pointermove", event => {
        if (scale) show(scale.step(event.clientX - svg.getBoundingClientRect().left));
      });
      svg.addEventListener("pointerleave", () => show(null));
      charts.push(draw);
      return make("figure", {}, make("figcaption", {}, make("span", {}, words(name)), read), svg);
    }

    const names = [...new Set(runs.flatMap(run => Object.keys(run.curves)))];
    if (names.length) {
      const redraw = () => charts.forEach(draw => draw());
      section("Curves",
        make("div", { class: "controls" },
          make("label", {}, "smoothing", make("input", {
            type: "range", min: 0, max: 0.98, step: 0.02, value: settings.smoothing,
            oninput: event => { settings.smoothing = +event.target.value; redraw(); } })),
          make("label", {}, make("input", { type: "checkbox",
            oninput: event => { settings.log = event.target.checked; redraw(); } }), "logarithmic")),
        make("div", { class: "grid" }, names.map(chart)));
      redraw();
      addEventListener("resize", redraw);
    }

    // Samples

    const [run] = runs;
    const sheets = run.sheets;
    if (sheets.length) {
      const image = make("img", { class: "sheet", alt: "real pairs and the results of the networks" });
      const label = make("output");
      const show = index => {
        image.src = sheets[index].image;
        label.textContent = `step ${sheets[index].step}`;
      };
      section("Samples over time", 
        make("p", { class: "faint" }, "A row is one held-out pair: images, then spectrograms. v is an image, a "
          + "a sound; a>v was generated from the sound, a>a>v through its reconstruction."),
        make("div", { class: "controls" }, make("label", {}, make("input", {
          type: "range", min: 0, max: sheets.length - 1, value: sheets.length - 1, "aria-label": "step",
          oninput: event => show(+event.target.value) }), label)),
        make("div", { class: "scroll" }, image));
      show(sheets.length - 1);
    }

    // Sounds

    const layout = sheets.at(-1)?.layout;
    if (layout) {
      const { generated = {}, real = {}, step } = run.sounds ?? {};
      const shade = document.createElement("style");
      shade.textContent = `.crop { background-image: url("${sheets.at(-1).image}"); }`;
      document.head.append(shade);
      const crop = (row, modality, name) => {
        const column = layout.columns.find(c => c.modality === modality && c.name === name);
        return column ? [make("div", { class: "crop", role: "img", "aria-label": `${row.name}, ${modality} ${name}`,
          style: `width: ${column.width}px; height: ${column.height}px; `
            + `zoom: ${Math.max(1, Math.floor(128 / column.height))}; `
            + `background-position: ${-column.left}px ${-row.top}px` })] : [];
      };
      const sound = address => address
        ? [make("audio", { controls: "", preload: "metadata", src: address })] : [];
      // A model of one way only has nothing to show of the other.
      const part = (caption, ...shown) =>
        shown.flat().length ? [make("div", {}, caption, ...shown)] : [];
      section("Pairs to see and to hear",
        make("p", { class: "faint" }, "Sounds come from spectrograms by the same inversion"
          + (step === undefined || step === null ? "." : `; generated ones are of step ${step}.`)),
        make("div", { class: "grid" }, layout.rows.map(row => make("figure", {},
          make("figcaption", {}, make("b", {}, row.name)),
          make("div", { class: "pair" },
            part("real", crop(row, "image", "real")),
            part("generated from the sound", crop(row, "image", layout.image)),
            part("real", crop(row, "sound", "real"), sound(real[row.name])),
            part("generated from the image", crop(row, "sound", layout.sound), sound(generated[row.name])))))));
    }

    // Tables

    /// Rows of one table, without what is a table of its own.
    function table(rows) {
      const isOne = value => Array.isArray(value) ? value.every(x => typeof x === "number")
        : value === null || typeof value !== "object";
      const keys = [...new Set(rows.flatMap(Object.keys))].filter(key => rows.every(row => isOne(row[key])));
      const cell = value => Array.isArray(value) ? value.map(number).join(" to ") : number(value);
      return make("div", { class: "scroll" }, make("table", {},
        make("thead", {}, make("tr", {}, keys.map(key => make("th", {}, words(key))))),
        make("tbody", {}, rows.map(row => make("tr", {}, keys.map(key =>
          make("td", typeof row[key] === "number" ? { class: "number" } : {}, cell(row[key]))))))));
    }

    /// How often each class was predicted as each other, for the rows that say so.
    function confusions(rows, classes) {
      return rows.filter(row => Array.isArray(row.confusion)).map(row => {
        const shade = (count, all) => `background: color-mix(in srgb, var(--run-0) ${
          Math.round(70 * count / Math.max(1, all))}%, transparent)`;
        return make("details", {},
          make("summary", {}, `classes: ${[row.evaluated, row.route, row.evaluator].filter(Boolean).join(", ")}`),
          make("div", { class: "scroll" }, make("table", { class: "confusion" },
            make("tr", {}, make("th", {}, "class, predicted as"), classes.map(name => make("th", {}, name))),
            row.confusion.map((counts, index) => make("tr", {}, make("th", {}, classes[index]),
              counts.map(count => make("td", { class: "number",
                style: shade(count, counts.reduce((a, b) => a + b, 0)) }, count ? String(count) : "")))))));
      });
    }

    for (const { name, evaluation } of runs) {
      if (!evaluation) continue;
      const tables = Object.entries(evaluation).filter(([, rows]) =>
        Array.isArray(rows) && rows.length && typeof rows[0] === "object");
      section(`Measured on ${evaluation.pairs} ${evaluation.split} pairs`
        + (runs.length > 1 ? `: ${name}` : ""),
        make("p", { class: "faint" }, `cmcgan-evaluate at step ${evaluation.step}, ${evaluation.latent_samples} latent samples`),
        tables.flatMap(([key, rows]) => [make("h3", {}, words(key)), table(rows),
          ...confusions(rows, evaluation.classes)]));
    }

    // Settings

    const text = value => make("pre", {}, JSON.stringify(value, null, 2));
    section("Settings, data and machine", runs.flatMap(({ name, configuration, machine }) => [
      make("details", {}, make("summary", {}, `configuration of ${name}`), text(configuration)),
      machine ? make("details", {}, make("summary", {}, `data, machine and command of ${name}`), text(machine)) : [],
    ]).flat());
    """#
}
