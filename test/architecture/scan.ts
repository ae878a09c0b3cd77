import { posix } from 'node:path';
import ts from 'typescript';

/** A file of the product as the rules see it: path from the root of the checkout, with `/`. */
export interface File {
  path: string;
  text: string;
}

/** One file, read once by the compiler's parser; comments and strings cannot mislead the rules. */
export interface Scanned extends File {
  lines: number;
  /** Modules named anywhere in it, types included; relative ones as paths from the root. */
  imports: string[];
  /** Names that it declares at its top level. */
  declares: string[];
  /** True when it does nothing but hand on what others export. */
  onlyReexports: boolean;
  readsEnvironment: boolean;
  /** Takes fetch, or what makes a request of node's own modules, into its hands. */
  callsOut: boolean;
  /** Takes into its hands what opens a connection below HTTP: of node's net, tls and dgram. */
  opensSockets: boolean;
  /** Texts that may be SQL, and names handed to the query builder. */
  queries: string[];
}

/** Calls of the query builder whose first argument is a table. */
const tableCalls =
  /^(db|trx|knex|table|from|into|join|innerJoin|leftJoin|rightJoin|fullOuterJoin|fromRaw)$/;

export function scan(file: File): Scanned {
  const kind = file.path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const source = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.ES2023, true, kind);
  const scanned: Scanned = {
    ...file,
    lines: file.text.trimEnd().split('\n').length,
    imports: [],
    declares: source.statements.flatMap(declared),
    onlyReexports:
      source.statements.length > 0 &&
      source.statements.every((one) => ts.isExportDeclaration(one) && one.moduleSpecifier),
    readsEnvironment: false,
    callsOut: false,
    opensSockets: false,
    queries: [],
  };
  visit(source, scanned);
  return scanned;
}

function visit(node: ts.Node, into: Scanned): void {
  const module = moduleNamed(node);
  if (module !== undefined) {
    into.imports.push(/^\.\.?\//.test(module) ? resolved(into.path, module) : module);
    if (/^(node:)?process$/.test(module)) into.readsEnvironment = true;
    if (takesRequest(node, module)) into.callsOut = true;
    if (carrying.test(module) && takes(node, connections)) into.opensSockets = true;
    if (speaking.test(module)) into.opensSockets = true;
  } else if (ts.isPropertyAccessExpression(node) && node.getText() === 'process.env') {
    into.readsEnvironment = true;
  } else if (ts.isIdentifier(node) && globalCalls.test(node.text) && !isName(node)) {
    into.callsOut = true;
  } else if (ts.isElementAccessExpression(node) && node.expression.getText() === 'process') {
    into.readsEnvironment = true;
  } else if (ts.isCallExpression(node)) {
    const table = tableOf(node);
    if (table !== undefined) into.queries.push(`from ${table}`);
  } else if (
    ts.isStringLiteralLike(node) ||
    ts.isTemplateHead(node) ||
    ts.isTemplateMiddleOrTemplateTail(node)
  ) {
    into.queries.push(node.text);
  }
  ts.forEachChild(node, (child) => visit(child, into));
}

const globalCalls = /^(fetch|WebSocket|EventSource|XMLHttpRequest)$/;
const requesting = /^(node:)?(http|https|http2)$/;
const clientsOfHttp = /^(undici|axios|got|needle|superagent|request|node-fetch|ky|ws)(\/|$)/;
/** Exports of node's modules that make requests; servers, types and status texts make none. */
const requests = /^(request|get|connect|ClientRequest|Agent|globalAgent)$/;

/** Node's own modules of connections; what of them only listens, checks or is a type opens none. */
const carrying = /^(node:)?(net|tls|dgram)$/;
const connections = /^(connect|createConnection|createSocket|Socket|Stream|TLSSocket)$/;

/** Libraries that open connections of their own. */
const speaking = /^nodemailer(\/|$)/;

const takesRequest = (node: ts.Node, module: string): boolean =>
  clientsOfHttp.test(module) || (requesting.test(module) && takes(node, requests));

/** An import that takes one of these; of a module whole, it cannot be seen what is taken. */
function takes(node: ts.Node, these: RegExp): boolean {
  if (ts.isImportTypeNode(node)) return false;
  if (!ts.isImportDeclaration(node)) return true;
  const { importClause: clause } = node;
  if (!clause || clause.isTypeOnly) return false;
  if (clause.name || !clause.namedBindings || ts.isNamespaceImport(clause.namedBindings))
    return true;
  return clause.namedBindings.elements.some(
    ({ name, propertyName, isTypeOnly }) => !isTypeOnly && these.test((propertyName ?? name).text),
  );
}

/** The name of a property, parameter or declaration, rather than the global of that name. */
function isName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent))
    return (
      parent.name === node && !/^(globalThis|global|window)$/.test(parent.expression.getText())
    );
  if (ts.isShorthandPropertyAssignment(parent)) return false;
  if (ts.isTypeReferenceNode(parent) || ts.isQualifiedName(parent)) return true;
  return 'name' in parent && parent.name === node;
}

/** The module that an import, export, import type or dynamic import names. */
function moduleNamed(node: ts.Node): string | undefined {
  let named: ts.Node | undefined;
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) named = node.moduleSpecifier;
  else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    named = node.argument.literal;
  } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    named = node.arguments[0];
  }
  return named && ts.isStringLiteralLike(named) ? named.text : undefined;
}

const resolved = (from: string, module: string) =>
  posix.normalize(posix.join(posix.dirname(from), module));

/** `db('links as l')`, `base.db('links')`, `.from('links')`, `.leftJoin('links', ...)`: the table's name. */
function tableOf({ expression, arguments: [first] }: ts.CallExpression): string | undefined {
  const called = ts.isPropertyAccessExpression(expression)
    ? expression.name.text
    : expression.getText();
  if (!first || !ts.isStringLiteralLike(first) || !tableCalls.test(called)) return undefined;
  return first.text.split(/\s/)[0];
}

function declared(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  }
  const named =
    ts.isClassDeclaration(statement) ||
    ts.isFunctionDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement);
  return named && statement.name ? [statement.name.text] : [];
}
