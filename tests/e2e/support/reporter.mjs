// One line for each check, and at the end what failed, why, and the sums: a log that is cut keeps its end.

export default async function* reporter(events) {
  let passed = 0;
  const failures = [];
  for await (const { type, data } of events) {
    const isFile = data?.name?.endsWith(".mjs"); // a process that runs a file, not a check in it
    if (type === "test:pass" && !isFile && data.details.type !== "suite") {
      passed += 1;
      yield `ok    ${data.name}\n`;
    } else if (type === "test:fail" && data.details.type !== "suite" && !(isFile && data.details.error.failureType === "subtestsFailed")) {
      failures.push(`FAIL  ${data.name}\n${indented(data.details.error)}\n`);
      yield `FAIL  ${data.name}\n`;
    } else if (type === "test:stderr" || type === "test:stdout") {
      yield data.message;
    }
  }
  if (failures.length) yield `\n${failures.join("\n")}`;
  yield `\n${passed} passed, ${failures.length} failed\n`;
}

const indented = (error) => String(error.cause?.stack ?? error.cause ?? error.message).replace(/^/gm, "      ");
