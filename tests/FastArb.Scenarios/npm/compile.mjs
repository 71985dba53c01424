// Compiles the contracts of a folder: node compile.mjs PACKAGES FOLDER. Prints {"Name": "bytecode", ...}.
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [packages, folder] = process.argv.slice(2);
const solc = createRequire(join(packages, "package.json"))("solc");
const files = readdirSync(folder).filter((file) => file.endsWith(".sol"));
const textOf = (file) => readFileSync(join(folder, file), "utf8");
const input = {
  language: "Solidity",
  sources: Object.fromEntries(files.map((file) => [file, { content: textOf(file) }])),
  settings: {
    optimizer: { enabled: true, runs: 200 },
    // The bytes of a contract hang on its code alone.
    metadata: { bytecodeHash: "none", appendCBOR: false },
    outputSelection: { "*": { "*": ["evm.bytecode.object"] } },
  },
};
const output = JSON.parse(
  solc.compile(JSON.stringify(input), {
    import: (path) => ({ contents: input.sources[path].content }),
  }),
);
const errors = (output.errors ?? []).filter((error) => error.severity === "error");
if (errors.length > 0) {
  console.error(errors.map((error) => error.formattedMessage).join("\n"));
  process.exit(1);
}

// An interface has no code.
const contracts = Object.values(output.contracts)
  .flatMap((file) => Object.entries(file))
  .map(([name, contract]) => [name, contract.evm.bytecode.object])
  .filter(([, code]) => code !== "");
console.log(JSON.stringify(Object.fromEntries(contracts)));
