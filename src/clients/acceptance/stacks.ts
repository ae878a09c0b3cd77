/** Each looks at no character more than a fixed number of times: pages are a stranger's (html.ts). */
const stacks = [
  /^[ \t]*at .{1,500}:\d+:\d+\)?[ \t\r]*$/m,
  /\bat [\w$.<>]+\([\w$]+\.(java|kt|scala):\d+\)/,
  /Traceback \(most recent call last\)/,
  /(Fatal error|Uncaught [\w\\]{0,200}(Exception|Error))\b.{0,500} on line \d+/,
  /^goroutine \d+ \[/m,
  /\.cs:line \d+/,
];

/** Whether a page shows how its program is built, where something went wrong in it. */
export const showsStack = (html: string): boolean => stacks.some((stack) => stack.test(html));
