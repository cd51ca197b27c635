"""The door for clients of the Agents SDK: `useAgentChat` and `AgentClient`, unmodified, over WebSocket.

It translates, and knows nothing of storage. Source of the protocol: `packages/agents/src/chat` and `client.ts` in
https://github.com/cloudflare/agents.
"""
