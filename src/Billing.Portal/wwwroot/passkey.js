// Passkeys: the server's question, the browser's answer, into the form's hidden field; then the form is sent as any other.
const can = window.PublicKeyCredential && PublicKeyCredential.parseRequestOptionsFromJSON && PublicKeyCredential.parseCreationOptionsFromJSON;

for (const button of document.querySelectorAll("[data-passkey]")) {
  if (!can) continue;
  button.hidden = false;
  const form = button.closest("form");
  const problem = form.querySelector("[data-passkey-problem]");
  button.addEventListener("click", async () => {
    problem.hidden = true;
    button.disabled = true;
    try {
      const answer = await fetch(button.dataset.passkey, { method: "POST", headers: { accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.statusText);
      const options = await answer.json();
      const credential = options.rp
        ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
        : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
      form.querySelector("[data-passkey-answer]").value = JSON.stringify(credential);
      form.submit(); // without the checks of the fields that a password needs
    } catch {
      problem.hidden = false;
    } finally {
      button.disabled = false;
    }
  });
}
