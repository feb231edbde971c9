// The local Commerce Layer's switches, for tests that want trouble.

import { sandbox } from "./places.mjs";

/** Moves switches; see src/sandbox/switches.rs for their names. */
export async function switches(positions) {
  const answer = await fetch(`${sandbox}/_sandbox/switches`, { method: "PATCH", body: JSON.stringify(positions) });
  if (!answer.ok) throw new Error(`the sandbox refused ${JSON.stringify(positions)}: ${await answer.text()}`);
}

/** Runs `work` while neither service of Commerce Layer answers. */
export async function whileUnreachable(work) {
  await switches({ unreachable: true });
  try {
    return await work();
  } finally {
    await switches({ unreachable: false });
  }
}
