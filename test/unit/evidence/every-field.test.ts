import { describe, expect, it } from 'vitest'
import { ANY } from '../../../src/shared/filter/ast'
import { parseFilter } from '../../../src/shared/filter/parse'
import type { FlowValue } from '../../../src/shared/query/query'
import { folderOf } from './flow-log-text'
import { readCase } from './read-case'

/** A field, what stands in the log, and what it means where that is not the text. */
type Told = readonly [field: string, text: string, value?: FlowValue]

// By hand, from "Available fields" in the Amazon VPC user guide, in its order: versions 2 to 5, 7 to 11.
const VPC: readonly Told[] = [
  ['version', '11', 11],
  ['account-id', '000123456789'],
  ['interface-id', 'eni-1235b8ca123456789'],
  ['srcaddr', '2001:DB8:1234:A100:8D6E:3477:DF66:F105', '2001:db8:1234:a100:8d6e:3477:df66:f105'],
  ['dstaddr', '172.31.16.21'],
  ['srcport', '65535', 65_535],
  ['dstport', '22', 22],
  ['protocol', '58', 58],
  ['packets', '9007199254740993', 9_007_199_254_740_993n],
  ['bytes', '18446744073709551614', 18_446_744_073_709_551_614n],
  ['start', '1620140661', 1_620_140_661],
  ['end', '1620140721', 1_620_140_721],
  ['action', 'REJECT'],
  ['log-status', 'OK'],
  ['vpc-id', 'vpc-abcdefab012345678'],
  ['subnet-id', 'subnet-aaaaaaaa012345678'],
  ['instance-id', 'i-01234567890123456'],
  ['tcp-flags', '19', 19],
  ['type', 'IPv6'],
  ['pkt-srcaddr', '52.95.128.179'],
  ['pkt-dstaddr', '::1'],
  ['region', 'ap-southeast-2'],
  ['az-id', 'apse2-az3'],
  ['sublocation-type', 'localzone'],
  ['sublocation-id', 'usw2-lax1-az1'],
  ['pkt-src-aws-service', 'EC2_INSTANCE_CONNECT'],
  ['pkt-dst-aws-service', 'CLOUDFRONT'],
  ['flow-direction', 'egress'],
  ['traffic-path', '8', 8],
  ['ecs-cluster-arn', 'arn:aws:ecs:us-east-1:123456789012:cluster/demo'],
  ['ecs-cluster-name', 'demo'],
  ['ecs-container-instance-arn', 'arn:aws:ecs:us-east-1:123456789012:container-instance/demo/0f'],
  ['ecs-container-instance-id', '0f'],
  ['ecs-container-id', '7d0a-1'],
  ['ecs-second-container-id', '7d0a-2'],
  ['ecs-service-name', 'web'],
  ['ecs-task-definition-arn', 'arn:aws:ecs:us-east-1:123456789012:task-definition/web:12'],
  ['ecs-task-arn', 'arn:aws:ecs:us-east-1:123456789012:task/demo/4e'],
  ['ecs-task-id', '4e'],
  ['reject-reason', 'BPA'],
  ['resource-id', 'nat-0123'],
  ['encryption-status', '3', 3],
  ['instance-tag', 'web%20server'],
  ['instance-tag-2', '100%25'],
  ['interface-tag', 'blue'],
  ['interface-tag-2', 'gr%C3%BCn'],
  ['asg-tag', 'asg'],
  ['asg-tag-2', '007'],
  ['interface-type', 'regional_nat_gateway'],
  ['next-hop-interface-id', 'eni-22222222'],
  ['next-hop-subnet-id', 'subnet-22222222'],
  ['next-hop-az-id', 'use1-az6'],
  ['next-hop-vpc-id', 'vpc-22222222'],
  ['next-hop-interface-type', 'transit_gateway'],
]

// The same from "Transit Gateway Flow Log records": version 6.
const TRANSIT_GATEWAY: readonly Told[] = [
  ['version', '6', 6],
  ['resource-type', 'TransitGatewayAttachment'],
  ['account-id', '123456789012'],
  ['tgw-id', 'tgw-0abc'],
  ['tgw-attachment-id', 'tgw-attach-1'],
  ['tgw-src-vpc-account-id', '000000000001'],
  ['tgw-dst-vpc-account-id', '000000000002'],
  ['tgw-src-vpc-id', 'vpc-1'],
  ['tgw-dst-vpc-id', 'vpc-2'],
  ['tgw-src-subnet-id', 'subnet-1'],
  ['tgw-dst-subnet-id', 'subnet-2'],
  ['tgw-src-eni', 'eni-1'],
  ['tgw-dst-eni', 'eni-2'],
  ['tgw-src-az-id', 'use1-az4'],
  ['tgw-dst-az-id', 'use1-az5'],
  ['tgw-pair-attachment-id', 'tgw-attach-2'],
  ['srcaddr', '10.20.33.164'],
  ['dstaddr', '10.40.2.236'],
  ['srcport', '39812', 39_812],
  ['dstport', '80', 80],
  ['protocol', '6', 6],
  ['packets', '3', 3],
  ['bytes', '180', 180],
  ['start', '1695921755', 1_695_921_755],
  ['end', '1695921800', 1_695_921_800],
  ['log-status', 'OK'],
  ['type', 'IPv4'],
  ['packets-lost-no-route', '1', 1],
  ['packets-lost-blackhole', '2', 2],
  ['packets-lost-mtu-exceeded', '0', 0],
  ['packets-lost-ttl-expired', '18446744073709551614', 18_446_744_073_709_551_614n],
  ['tcp-flags', '0', 0],
  ['region', 'us-east-1'],
  ['flow-direction', 'ingress'],
  ['pkt-src-aws-service', 'S3'],
  ['pkt-dst-aws-service', 'AMAZON'],
]

// What a later version may bring.
const OF_TOMORROW: readonly Told[] = [
  ['field-of-tomorrow', '10.0.0.1'],
  ['another', '0042'],
]

const absentBut = (told: readonly Told[], kept: readonly string[]) =>
  told.map(([field, text]) => (kept.includes(field) ? text : '-')).join(' ')

describe.each([
  ['VPC flow logs', VPC, 54],
  ['transit gateway flow logs', TRANSIT_GATEWAY, 36],
  [
    'VPC flow logs, in an order of its own with fields that are not known',
    [...OF_TOMORROW, ...VPC].reverse(),
    56,
  ],
] as const)('every field of %s', (_name, told, count) => {
  it('is kept, is absent where the log has none, and can be filtered by', async () => {
    expect(new Set(told.map(([field]) => field)).size).toBe(count)
    const lines = [
      told.map(([field]) => field).join(' '),
      told.map(([, text]) => text).join(' '),
      absentBut(told, ['log-status']),
    ]
    const { files, engine } = await readCase(folderOf({ 'a.log': `${lines.join('\n')}\n` }))
    expect(files[0]).toMatchObject({
      fields: told.map(([field]) => field),
      counts: { lines: 3, headerLines: 1, records: 2, malformed: 0 },
      damage: null,
    })
    const sort = { field: 'evidence', descending: false }
    const { rows } = await engine.page({ source: 'vpc', filter: ANY, sort, offset: 0, limit: 9 })
    expect(rows.map(({ values }) => values)).toEqual([
      Object.fromEntries(told.map(([field, text, value = text]) => [field, value])),
      { 'log-status': 'OK' },
    ])
    const counts: Record<string, number> = {}
    for (const [field, text, value] of told) {
      const name = OF_TOMORROW.some(([unknown]) => unknown === field) ? `field ${field}` : field
      // A filter compares with numbers that a double holds; what is larger is found as such.
      const parsed = parseFilter(`${name} ${typeof value === 'bigint' ? `> ${2 ** 53 - 1}` : text}`)
      if (!parsed.ok) throw new Error(`${field}: ${parsed.message}`)
      const measures = [{ as: 'n', op: 'count' }] as const
      const answer = await engine.ask({ source: 'vpc', filter: parsed.filter, groupBy: [], measures })
      counts[field] = Number(answer.rows[0]?.values.n)
    }
    expect(counts).toEqual(Object.fromEntries(told.map(([field]) => [field, field === 'log-status' ? 2 : 1])))
  })
})
