// The Core API with the visitor's token.
const { api } = document.body.dataset;
const type = "application/vnd.api+json";

/** What is at `path`; with a `resource`, makes it there. */
export async function core(vestibule, path, resource) {
  const ask = ({ access_token: jwt }) =>
    fetch(`${api}/api/${path}`, {
      method: resource ? "POST" : "GET",
      headers: { accept: type, authorization: `Bearer ${jwt}`, ...(resource && { "content-type": type }) },
      body: resource && JSON.stringify({ data: resource }),
    });
  const token = await vestibule.getToken();
  let answer = await ask(token);
  // Revoked before its time: Vestibule has another one.
  if (answer.status === 401) answer = await ask(await vestibule.rejected(token.access_token));
  if (!answer.ok) throw Object.assign(new Error(path), { words: "Your orders can’t be reached right now." });
  return (await answer.json()).data;
}
