import { expect, test } from 'vitest'
import { hasPorts, protocolLabel, protocolName, protocolNumber } from '../../../src/shared/network/protocols'
import { ianaName, serviceName } from '../../../src/shared/network/services'

test('common services have a name, 8889 has none', () => {
  expect(serviceName(22, 6)).toBe('ssh')
  expect(serviceName(80, 6)).toBe('http')
  expect(serviceName(53, 17)).toBe('domain')
  expect(serviceName(5672, 132)).toBe('amqp')
  expect(serviceName(8889, 6)).toBeNull()
  expect(serviceName(80, 17)).toBeNull()
  expect(serviceName(0, 1)).toBeNull()
})

test('the IANA registry has a name for nearly everything', () => {
  expect(ianaName(8889, 6)).toBe('ddi-tcp-2')
  expect(ianaName(4, 6)).toBeNull()
  expect(ianaName(6666, 6)).toBeNull()
  expect(ianaName(1, 253)).toBeNull()
})

test('the table has every line of the services list', () => {
  // Counted in netbase 6.4: grep -cE '^[^#]+[0-9]/tcp' /etc/services, and so on.
  const counted = { 6: 218, 17: 95, 132: 1 }
  for (const [protocol, count] of Object.entries(counted)) {
    const ports = Array.from({ length: 65536 }, (_, port) => port)
    expect(ports.filter((port) => serviceName(port, Number(protocol)) !== null)).toHaveLength(count)
  }
})

test('protocols', () => {
  expect(protocolName(6)).toBe('TCP')
  expect(protocolName(58)).toBe('ICMPv6')
  expect(protocolName(253)).toBeNull()
  expect(protocolLabel(253)).toBe('protocol 253')
  expect(protocolNumber('icmp6')).toBe(58)
  expect(protocolNumber('Udp')).toBe(17)
  expect(protocolNumber('nothing')).toBeNull()
  for (let number = 0; number < 256; number++) {
    const name = protocolName(number)
    if (name !== null) expect(protocolNumber(name)).toBe(number)
  }
  expect([1, 6, 17, 47, 132].filter(hasPorts)).toEqual([6, 17, 132])
})
