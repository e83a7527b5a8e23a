/* Photos and papers of a whistle: chosen at its log, sent to a door of their own, told by what the server says of them. */
(() => {
  const g = window.gridwall;
  const board = window.gridwhistles;
  const { say } = board;
  const TYPES = ".jpg,.jpeg,.png,.webp,.pdf,.docx,.xlsx";
  const WRONG = "只接受图片、PDF、Word 和 Excel 文件";

  const forgery = () => {
    const [, token] = document.cookie.match(/(?:^|; )_csrf_token=([^;]*)/) || [];
    return token ? { "X-CSRFToken": decodeURIComponent(token) } : {};
  };

  const sentence = async (answer) => {
    const told = await answer.json().catch(() => ({}));
    const [one] = told.results || [{}];
    if (one.sentence) return [one.sentence, one.status !== "done" && one.status !== "under_way"];
    return [{ 413: "文件过大或为空", 415: WRONG }[answer.status] || "上传失败", !answer.ok];
  };

  /** By its ending; whether it is what it says, the server looks. */
  const taken = ({ name }) => TYPES.split(",").some((ending) => name.toLowerCase().endsWith(ending));

  const send = async (whistle, files) => {
    if (!files.every(taken)) return board.tell(`${say("上传附件")}：${say(WRONG)}`, true);
    const form = new FormData();
    form.append("token", g.form.token());
    for (const file of files) form.append("file", file);
    board.tell(`${say("上传附件")}：${say("办理中…")}`);
    const place = `/api/v1/whistles/${encodeURIComponent(whistle)}/files`;
    try {
      const answer = await fetch(place, { method: "POST", body: form, headers: forgery() });
      const [said, bad] = await sentence(answer);
      return board.tell(`${say("上传附件")}：${say(said)}`, bad);
    } catch {
      return board.tell(`${say("上传附件")}：${say("上传失败")}`, true);
    }
  };

  /** Lets somebody choose files for a whistle's log, and sends them. */
  board.attach = (whistle) => {
    const box = g.el("input");
    Object.assign(box, { type: "file", multiple: true, accept: TYPES });
    box.addEventListener("change", () => box.files.length && send(whistle, [...box.files]));
    box.click();
  };
})();
