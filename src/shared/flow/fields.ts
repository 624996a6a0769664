/**
 * The fields that Flowcase knows, by the name AWS gives them in a VPC flow log header
 * ("Available fields" in the Amazon VPC user guide, versions 2 to 11, and transit gateway
 * flow logs, version 6). A header name that is not listed here is kept as text.
 */
export type FieldKind = 'address' | 'number' | 'text'

export interface FieldSpec {
  readonly name: string
  readonly kind: FieldKind
  /** First flow log version that has the field; 'netflow' for what only nfdump reports. */
  readonly since: number | 'netflow'
  /** Column title for people. */
  readonly title: string
}

const specs: readonly (readonly [string, FieldKind, number | 'netflow', string])[] = [
  ['version', 'number', 2, 'Version'],
  ['account-id', 'text', 2, 'Account'],
  ['interface-id', 'text', 2, 'Interface'],
  ['srcaddr', 'address', 2, 'Source address'],
  ['dstaddr', 'address', 2, 'Destination address'],
  ['srcport', 'number', 2, 'Source port'],
  ['dstport', 'number', 2, 'Destination port'],
  ['protocol', 'number', 2, 'Protocol'],
  ['packets', 'number', 2, 'Packets'],
  ['bytes', 'number', 2, 'Bytes'],
  ['start', 'number', 2, 'Start'],
  ['end', 'number', 2, 'End'],
  ['action', 'text', 2, 'Action'],
  ['log-status', 'text', 2, 'Log status'],
  ['vpc-id', 'text', 3, 'VPC'],
  ['subnet-id', 'text', 3, 'Subnet'],
  ['instance-id', 'text', 3, 'Instance'],
  ['tcp-flags', 'number', 3, 'TCP flags'],
  ['type', 'text', 3, 'Type'],
  ['pkt-srcaddr', 'address', 3, 'Packet source address'],
  ['pkt-dstaddr', 'address', 3, 'Packet destination address'],
  ['region', 'text', 4, 'Region'],
  ['az-id', 'text', 4, 'Availability zone'],
  ['sublocation-type', 'text', 4, 'Sublocation type'],
  ['sublocation-id', 'text', 4, 'Sublocation'],
  ['pkt-src-aws-service', 'text', 5, 'Source AWS service'],
  ['pkt-dst-aws-service', 'text', 5, 'Destination AWS service'],
  ['flow-direction', 'text', 5, 'Direction'],
  ['traffic-path', 'number', 5, 'Traffic path'],
  ['resource-type', 'text', 6, 'Resource type'],
  ['tgw-id', 'text', 6, 'Transit gateway'],
  ['tgw-attachment-id', 'text', 6, 'TGW attachment'],
  ['tgw-src-vpc-account-id', 'text', 6, 'Source VPC account'],
  ['tgw-dst-vpc-account-id', 'text', 6, 'Destination VPC account'],
  ['tgw-src-vpc-id', 'text', 6, 'Source VPC'],
  ['tgw-dst-vpc-id', 'text', 6, 'Destination VPC'],
  ['tgw-src-subnet-id', 'text', 6, 'Source subnet'],
  ['tgw-dst-subnet-id', 'text', 6, 'Destination subnet'],
  ['tgw-src-eni', 'text', 6, 'Source TGW interface'],
  ['tgw-dst-eni', 'text', 6, 'Destination TGW interface'],
  ['tgw-src-az-id', 'text', 6, 'Source zone'],
  ['tgw-dst-az-id', 'text', 6, 'Destination zone'],
  ['tgw-pair-attachment-id', 'text', 6, 'Paired TGW attachment'],
  ['packets-lost-no-route', 'number', 6, 'Lost: no route'],
  ['packets-lost-blackhole', 'number', 6, 'Lost: blackhole'],
  ['packets-lost-mtu-exceeded', 'number', 6, 'Lost: MTU exceeded'],
  ['packets-lost-ttl-expired', 'number', 6, 'Lost: TTL expired'],
  ['ecs-cluster-arn', 'text', 7, 'ECS cluster ARN'],
  ['ecs-cluster-name', 'text', 7, 'ECS cluster'],
  ['ecs-container-instance-arn', 'text', 7, 'ECS container instance ARN'],
  ['ecs-container-instance-id', 'text', 7, 'ECS container instance'],
  ['ecs-container-id', 'text', 7, 'ECS container'],
  ['ecs-second-container-id', 'text', 7, 'ECS second container'],
  ['ecs-service-name', 'text', 7, 'ECS service'],
  ['ecs-task-definition-arn', 'text', 7, 'ECS task definition'],
  ['ecs-task-arn', 'text', 7, 'ECS task ARN'],
  ['ecs-task-id', 'text', 7, 'ECS task'],
  ['reject-reason', 'text', 8, 'Reject reason'],
  ['resource-id', 'text', 9, 'Resource'],
  ['encryption-status', 'number', 10, 'Encryption status'],
  ['instance-tag', 'text', 11, 'Instance tag'],
  ['instance-tag-2', 'text', 11, 'Instance tag 2'],
  ['interface-tag', 'text', 11, 'Interface tag'],
  ['interface-tag-2', 'text', 11, 'Interface tag 2'],
  ['asg-tag', 'text', 11, 'Auto Scaling tag'],
  ['asg-tag-2', 'text', 11, 'Auto Scaling tag 2'],
  ['interface-type', 'text', 11, 'Interface type'],
  ['next-hop-interface-id', 'text', 11, 'Next hop interface'],
  ['next-hop-subnet-id', 'text', 11, 'Next hop subnet'],
  ['next-hop-az-id', 'text', 11, 'Next hop zone'],
  ['next-hop-vpc-id', 'text', 11, 'Next hop VPC'],
  ['next-hop-interface-type', 'text', 11, 'Next hop interface type'],
  ['icmp-type', 'number', 'netflow', 'ICMP type'],
  ['icmp-code', 'number', 'netflow', 'ICMP code'],
]

export const FIELDS: readonly FieldSpec[] = specs.map(([name, kind, since, title]) => ({
  name,
  kind,
  since,
  title,
}))

const byName: ReadonlyMap<string, FieldSpec> = new Map(FIELDS.map((spec) => [spec.name, spec]))

export function isKnownField(name: string): boolean {
  return byName.has(name)
}

/** The spec of a field; an unknown name is a text field titled by its own name. */
export function fieldSpec(name: string): FieldSpec {
  return byName.get(name) ?? { name, kind: 'text', since: 0, title: name }
}

/** The fixed order of a version 2 record: a file without a header that fits it is read so. */
export const DEFAULT_V2_FIELDS: readonly string[] = FIELDS.filter((spec) => spec.since === 2).map(
  (spec) => spec.name,
)
