/** Techniques of MITRE ATT&CK (Enterprise) that findings name, by id. */
const TECHNIQUES: Readonly<Record<string, string>> = {
  T1018: 'Remote System Discovery',
  T1021: 'Remote Services',
  'T1021.004': 'Remote Services: SSH',
  T1041: 'Exfiltration Over C2 Channel',
  T1046: 'Network Service Discovery',
  T1048: 'Exfiltration Over Alternative Protocol',
  T1071: 'Application Layer Protocol',
  'T1071.004': 'Application Layer Protocol: DNS',
  T1078: 'Valid Accounts',
  T1095: 'Non-Application Layer Protocol',
  T1110: 'Brute Force',
  'T1110.001': 'Brute Force: Password Guessing',
  T1133: 'External Remote Services',
  T1190: 'Exploit Public-Facing Application',
  T1210: 'Exploitation of Remote Services',
  T1543: 'Create or Modify System Process',
  'T1562.007': 'Impair Defenses: Disable or Modify Cloud Firewall',
  'T1562.008': 'Impair Defenses: Disable or Modify Cloud Logs',
  T1571: 'Non-Standard Port',
  T1572: 'Protocol Tunneling',
  T1573: 'Encrypted Channel',
}

/** "T1048 Exfiltration Over Alternative Protocol"; the id alone where its name is not known here. */
export function techniqueText(id: string): string {
  const name = TECHNIQUES[id]
  return name === undefined ? id : `${id} ${name}`
}
