/** A system, and what to type there. */
export interface InstallSteps {
  readonly system: string
  /** As process.platform names it; several Linux systems share one. */
  readonly platform: string
  readonly command: string
  readonly note: string
}

/** How to get nfpcapd and nfdump on each system. */
export const INSTALL_STEPS: readonly InstallSteps[] = [
  {
    system: 'Debian, Ubuntu, Kali',
    platform: 'linux',
    command: 'sudo apt install nfdump',
    note: 'The package has nfpcapd. Without a network, carry the .deb over and install it with "sudo dpkg -i".',
  },
  {
    system: 'Fedora',
    platform: 'linux',
    command: 'sudo dnf install nfdump',
    note: 'When nfpcapd is not in it, build nfdump as below.',
  },
  {
    system: 'macOS',
    platform: 'darwin',
    command: 'brew install nfdump',
    note: 'When nfpcapd is not in it, build nfdump as below.',
  },
  {
    system: 'From source, on Linux and macOS',
    platform: 'linux',
    command: './configure --enable-nfpcapd && make && sudo make install',
    note: 'Needs the headers of libpcap. Version 1.7 is advised; 1.6.18 and later can be used.',
  },
  {
    system: 'Windows',
    platform: 'win32',
    command: 'wsl nfdump -r FILE -o csv > FILE.csv',
    note: 'There is no nfdump for Windows itself. Captures are read by Flowcase’s own reader; for nfcapd files install nfdump in WSL, print them so, and put the output beside the evidence: it is read as it is.',
  },
]
