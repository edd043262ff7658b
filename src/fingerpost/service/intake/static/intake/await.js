// Look again until the file is checked, then show what became of it. Without this there is a link.
async function look() {
  const answer = await fetch(window.location.href, { redirect: "error" }).catch(() => null);
  if (!answer) return;
  if (!answer.ok || !(await answer.text()).includes('id="unsettled"')) window.location.reload();
}

setInterval(look, 5000);
