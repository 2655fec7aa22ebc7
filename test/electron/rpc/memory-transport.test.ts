import { memoryPair } from '#rpc/memory-transport';
import { describeRpcOver } from './transport-suite.ts';

describeRpcOver('memory', async () => ({
  async pair() {
    const [client, server] = memoryPair();
    return { client, server };
  },
  async stop() {},
}));
