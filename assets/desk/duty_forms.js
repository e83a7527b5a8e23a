/* The desk's forms, and the acts that they are made of. */
(() => {
  const g = window.gridwall;
  const duty = window.gridduty;
  const all = ((g.config.duty || {}).acts || []).map((act) => [act.name, act]);

  /** The acts that this person has a right to, by name. */
  duty.acts = () => {
    const rights = new Set((document.getElementById("duty").dataset.rights || "").split(" "));
    return new Map(all.filter(([, act]) => act.rights.some((right) => rights.has(right))));
  };

  duty.form = (...form) => g.form.open(document.getElementById("duty"), ...form);
  duty.formFault = (sentence, name) => g.form.fault(sentence, name);
  duty.formOpen = () => g.form.shown();
  duty.closeForm = () => g.form.close();
})();
