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
  } else if (ts.isPropertyAccessExpression(node) && node.getText() === 'process.env') {
    into.readsEnvironment = true;
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
