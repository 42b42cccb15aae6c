extension Page {
  static let style = """
    :root { color-scheme: light dark; --ground: #fbfbfa; --ink: #1d1d1f; --faint: #6b6b70; --line: #d9d9d6;
      --card: #fff; --run-0: #2563c9; --run-1: #c2571a; --run-2: #2b8a4b; --run-3: #8b3fae; --run-4: #a8861a; }
    @media (prefers-color-scheme: dark) { :root { --ground: #161618; --ink: #ececee; --faint: #9b9ba1;
      --line: #38383c; --card: #202023; --run-0: #7fb0ff; --run-1: #f2a065; --run-2: #72cf8e;
      --run-3: #d19bea; --run-4: #e3c65c; } }
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--ground); color: var(--ink);
      font: 15px/1.45 system-ui, sans-serif; }
    main { max-width: 1200px; margin: 0 auto; padding: 16px; }
    h1 { font-size: 22px; margin: 8px 0; overflow-wrap: anywhere; }
    h2 { font-size: 17px; margin: 32px 0 8px; border-bottom: 1px solid var(--line); padding-bottom: 4px; }
    h3 { font-size: 14px; margin: 16px 0 4px; }
    p { margin: 4px 0; }
    .faint { color: var(--faint); }
    .controls { display: flex; flex-wrap: wrap; gap: 8px 24px; align-items: center; margin: 8px 0; }
    .controls label { display: flex; gap: 8px; align-items: center; }
    .grid { display: grid; gap: 12px; grid-template-columns: repeat(auto-fill, minmax(300px, 1fr)); }
    figure { margin: 0; padding: 8px; background: var(--card); border: 1px solid var(--line);
      border-radius: 6px; min-width: 0; }
    figcaption { display: flex; justify-content: space-between; gap: 8px; font-size: 13px; }
    figcaption output { font-variant-numeric: tabular-nums; color: var(--faint); text-align: right; }
    svg { display: block; width: 100%; height: 170px; touch-action: pan-y; }
    svg text { font: 10px system-ui, sans-serif; fill: var(--faint); }
    svg .axis { stroke: var(--line); }
    svg .raw { fill: none; opacity: .3; }
    svg .smooth { fill: none; stroke-width: 1.6; stroke-linecap: round; }
    svg .cursor { stroke: var(--faint); stroke-dasharray: 2 2; }
    .scroll { overflow-x: auto; }
    .sheet { image-rendering: pixelated; max-width: none; }
    input[type=range] { width: 180px; }
    .crop { image-rendering: pixelated; background-repeat: no-repeat; }
    .pair { display: grid; grid-template-columns: 1fr 1fr; gap: 8px; font-size: 12px; }
    audio { width: 100%; max-width: 160px; height: 32px; display: block; margin-top: 4px; }
    table { border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums; }
    th, td { padding: 3px 10px 3px 0; text-align: left; border-bottom: 1px solid var(--line);
      vertical-align: top; white-space: nowrap; }
    td.number { text-align: right; }
    details { margin: 8px 0; }
    summary { cursor: pointer; }
    pre { overflow-x: auto; font-size: 12px; margin: 4px 0; }
    .swatch { display: inline-block; width: 10px; height: 10px; border-radius: 5px; margin-right: 6px; }
    @media print { .controls, audio { display: none; } main { max-width: none; padding: 0; }
      figure { break-inside: avoid; } details { display: block; } h2 { break-after: avoid; } }
    """
}
