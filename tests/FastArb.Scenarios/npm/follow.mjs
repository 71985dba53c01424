// Follows a chain with ethers v6 and writes what it was told and what it read, as one JSON document.
// node follow.mjs PACKAGES WS_URL HTTP_URL BLOCKS; says "ready" on the error side once it is subscribed.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [packages, webSocket, http, count] = process.argv.slice(2);
const entry = createRequire(pathToFileURL(packages + "/package.json")).resolve("ethers");
const { JsonRpcProvider, WebSocketProvider } = await import(pathToFileURL(entry));

const live = new WebSocketProvider(webSocket);
const asked = new JsonRpcProvider(http, undefined, { batchMaxCount: 20 });
const heads = [];
const logs = [];
const idOf = (log) => `${log.blockHash}/${log.index}`;

await live.on({ topics: [] }, (log) => logs.push({ id: idOf(log), address: log.address, data: log.data }));
await live.on("block", (number) => heads.push(number));

// A subscription is certain only when something has come by it.
const deadline = Date.now() + 30_000;
const until = async (met) => {
  while (!met()) {
    if (Date.now() > deadline) {
      throw new Error(`only ${heads.length} heads came`);
    }
    await new Promise((go) => setTimeout(go, 10));
  }
};

console.error("ready");
await until(() => heads.length >= Number(count) && logs.length > 0);
const first = heads[0];
const last = heads[0] + Number(count) - 1;
const blocks = [];
const receipts = [];
for (let number = first; number <= last; number++) {
  const block = await asked.getBlock(number);
  blocks.push({
    number: block.number,
    hash: block.hash,
    parent: block.parentHash,
    timestamp: block.timestamp,
    transactions: block.transactions,
  });
  for (const receipt of await Promise.all(block.transactions.map((hash) => asked.getTransactionReceipt(hash)))) {
    receipts.push({ transaction: receipt.hash, block: receipt.blockHash, logs: receipt.logs.map(idOf) });
  }
}

const searched = (await asked.getLogs({ fromBlock: first, toBlock: last })).map((log) => ({
  id: idOf(log),
  address: log.address,
  data: log.data,
  topics: log.topics,
}));
const network = await asked.getNetwork();
const fees = await asked.getFeeData();
console.log(
  JSON.stringify({
    chainId: Number(network.chainId),
    client: await asked.send("web3_clientVersion", []),
    gasPrice: Number(fees.gasPrice),
    heads,
    logs,
    blocks,
    receipts,
    searched,
  }),
);
await live.destroy();
asked.destroy();
