import { FIELDS } from './fields'

/** An order of fields that AWS itself lists: what a record without a header can be known by. */
export interface StandardFormat {
  /** For people: "version 5". */
  readonly name: string
  readonly fields: readonly string[]
}

/** Transit gateway records, version 6, have a default order of their own (Amazon VPC Transit Gateways guide). */
const TRANSIT_GATEWAY = (
  'version resource-type account-id tgw-id tgw-attachment-id tgw-src-vpc-account-id tgw-dst-vpc-account-id ' +
  'tgw-src-vpc-id tgw-dst-vpc-id tgw-src-subnet-id tgw-dst-subnet-id tgw-src-eni tgw-dst-eni tgw-src-az-id ' +
  'tgw-dst-az-id tgw-pair-attachment-id srcaddr dstaddr srcport dstport protocol packets bytes start end ' +
  'log-status type packets-lost-no-route packets-lost-blackhole packets-lost-mtu-exceeded ' +
  'packets-lost-ttl-expired tcp-flags region flow-direction pkt-src-aws-service pkt-dst-aws-service'
).split(' ')

/** Versions in which AWS added fields to VPC flow logs; version 6 is of transit gateways alone. */
const VERSIONS = [2, 3, 4, 5, 7, 8, 9, 10, 11]

/**
 * The default format (version 2), for each later version all fields up to it in the order of AWS's
 * table, and the default format of transit gateways. No two have the same number of fields.
 */
export const STANDARD_FORMATS: readonly StandardFormat[] = [
  ...VERSIONS.map((version) => ({
    name: `version ${version}`,
    fields: FIELDS.filter(({ since }) => since !== 'netflow' && since !== 6 && since <= version).map(
      ({ name }) => name,
    ),
  })),
  { name: 'transit gateway, version 6', fields: TRANSIT_GATEWAY },
]
