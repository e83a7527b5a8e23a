/* Sound and desktop notice, on new and escalated alerts only, each once: however many tabs are open, after a reconnect
   and after a reload. What may be announced has a name from the server; who says it claims that name first. */
(() => {
  const g = window.gridwall;
  const duty = window.gridduty;
  const KEY = "grid-duty-said";
  const SOUND = "grid-duty-sound";
  const KEPT = 1000;
  const RECENT_MS = 300000;
  const SETTLE_MS = 60;
  const tab = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
  /** `told`: what this tab announced, for people's tools. */
  const told = [];
  let audio = null;

  const read = () => {
    try { return JSON.parse(localStorage.getItem(KEY)) || {}; } catch { return {}; }
  };

  const keep = (said) => {
    const entries = Object.entries(said);
    localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(entries.slice(-KEPT))));
  };

  const claim = (names) => {
    const said = read();
    for (const name of names) if (!said[name]) said[name] = tab;
    keep(said);
  };

  const sound = () => localStorage.getItem(SOUND) !== "off";

  /** Two short tones, the second higher for an escalation; no file, no library. */
  const beep = (grave) => {
    if (!sound() || !audio || audio.state !== "running") return;
    [0, 0.18].forEach((after, n) => {
      const tone = audio.createOscillator();
      const loud = audio.createGain();
      tone.frequency.value = grave && n ? 1180 : 880;
      loud.gain.setValueAtTime(0.12, audio.currentTime + after);
      loud.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + after + 0.15);
      tone.connect(loud).connect(audio.destination);
      tone.start(audio.currentTime + after);
      tone.stop(audio.currentTime + after + 0.16);
    });
  };

  const notice = (row) => {
    const text = `${row.title}・${row.place || row.unit}・${g.word("{} 件", row.members.length)}`;
    const what = g.word(row.step > 1 ? "升级告警" : "新告警");
    duty.tell(`${what}：${text}`);
    if (!("Notification" in window) || Notification.permission !== "granted") return;
    const shown = new Notification(what, { body: text, tag: row.say });
    shown.onclick = () => { window.focus(); duty.goTo(`alert:${row.id}`); };
  };

  const mine = (rows) => {
    const said = read();
    const own = rows.filter((row) => said[row.say] === tab);
    for (const row of own) told.push(row.say);
    if (!own.length) return;
    beep(own.some((row) => row.step > 1));
    // A handful are told one by one; more than that is a sentence.
    if (own.length <= 3) own.forEach(notice);
    else duty.tell(g.word("新告警 {} 项", own.length));
  };

  /** Announces what is new among the answer's alerts, unless another tab does, or there is a flood. */
  duty.announce = (answer) => {
    const said = read();
    const rows = answer.alerts.map((row) => duty.state.alerts.get(row.id));
    const due = rows.filter((row) => (row.state === "raised" || row.state === "escalated") && !said[row.say]);
    if (!due.length) return;
    const names = due.map((row) => row.say);
    const speed = g.state.clock && g.state.clock.mode === "replay" ? Math.max(1, g.state.clock.speed) : 1;
    const recent = due.filter((row) => answer.at - row.said_at <= RECENT_MS * speed);
    claim(names);
    if (answer.strip.load.flood || !recent.length) return;
    // Tabs that claim in the same instant overwrite each other; a moment later all read the same one.
    setTimeout(() => mine(recent), SETTLE_MS);
  };

  /** Says something to readers of the screen, and in the line at the bottom. */
  duty.tell = (text) => {
    const line = document.getElementById("duty-told");
    if (line) g.say(line, text);
  };

  const label = () => {
    const button = document.querySelector("#duty [data-tool=sound]");
    if (button) g.mark(button, "aria-pressed", sound() ? "true" : "false");
  };

  duty.toggleSound = () => {
    localStorage.setItem(SOUND, sound() ? "off" : "on");
    label();
    duty.tell(g.word(sound() ? "提示音已打开" : "提示音已关闭"));
    if (sound() && "Notification" in window && Notification.permission === "default") Notification.requestPermission();
  };

  // A browser lets a page sound only after somebody has touched it.
  const unlock = () => {
    if (!duty.here()) return;
    audio = audio || new AudioContext();
    if (audio.state === "suspended") audio.resume();
  };
  for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, unlock, { passive: true });
  setInterval(label, 1000);

  duty.told = told;
})();
