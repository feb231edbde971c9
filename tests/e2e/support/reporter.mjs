// One line for each check, why where one failed, and the sums at the end.

export default async function* reporter(events) {
  let [passed, failed] = [0, 0];
  for await (const { type, data } of events) {
    const isFile = data?.name?.endsWith(".mjs"); // a process that runs a file, not a check in it
    if (type === "test:pass" && !isFile && data.details.type !== "suite") {
      passed += 1;
      yield `ok    ${data.name}\n`;
    } else if (type === "test:fail" && data.details.type !== "suite" && !(isFile && data.details.error.failureType === "subtestsFailed")) {
      failed += 1;
      yield `FAIL  ${data.name}\n${indented(data.details.error)}\n`;
    } else if (type === "test:stderr" || type === "test:stdout") {
      yield data.message;
    }
  }
  yield `\n${passed} passed, ${failed} failed\n`;
}

const indented = (error) => String(error.cause?.stack ?? error.cause ?? error.message).replace(/^/gm, "      ");
