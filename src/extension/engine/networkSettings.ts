import * as vscode from 'vscode';
import { engineEnvironment } from './engineEnvironment.ts';

/** The environment for processes of ours, by VS Code's settings as they are now. */
export function processEnvironment(): Record<string, string> {
  const http = vscode.workspace.getConfiguration('http');
  return engineEnvironment(process.env, {
    proxy: http.get<string>('proxySupport') === 'off' ? '' : http.get<string>('proxy', ''),
    noProxy: http.get<readonly string[]>('noProxy', []),
    systemCertificates: http.get<boolean>('systemCertificates', true),
  });
}
