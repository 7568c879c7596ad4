/** VS Code's settings that matter to a process of ours that speaks HTTP. */
export interface NetworkSettings {
  /** `http.proxy`; empty when VS Code uses none of its own. */
  readonly proxy: string;
  /** `http.noProxy`. */
  readonly noProxy: readonly string[];
  /** `http.systemCertificates`: whether the operating system's certificates are trusted too. */
  readonly systemCertificates: boolean;
}

/**
 * The environment of the engine's process: this one's, as plain Node instead of Electron, without what VS Code tells its own
 * processes, and with VS Code's proxy settings in the variables that the engine reads. What the person's environment says
 * about proxies holds unless a setting says otherwise; `NODE_EXTRA_CA_CERTS` passes through.
 */
export function engineEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  network: NetworkSettings,
): Record<string, string> {
  const kept = Object.entries(environment).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !/^(VSCODE_|ELECTRON_)/.test(entry[0]),
  );
  const proxies =
    network.proxy === ''
      ? {}
      : {
          HTTPS_PROXY: network.proxy,
          HTTP_PROXY: network.proxy,
          https_proxy: network.proxy,
          http_proxy: network.proxy,
        };
  const exceptions = network.noProxy.join(',');
  return {
    ...Object.fromEntries(kept),
    ...proxies,
    ...(exceptions === '' ? {} : { NO_PROXY: exceptions, no_proxy: exceptions }),
    ...(network.systemCertificates ? { NODE_USE_SYSTEM_CA: '1' } : {}),
    ELECTRON_RUN_AS_NODE: '1',
  };
}
