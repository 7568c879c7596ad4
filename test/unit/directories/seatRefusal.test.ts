import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { tellsNoSeat } from '../../../src/directories/scim/seatRefusal.ts';

describe('a refusal', () => {
  for (const detail of [
    'team_license_limit: the team has 5 licenses and all are in use, so there is none for ada@contoso.com.',
    'There are no licenses left on your plan.',
    'No seats available',
    'License limit reached.',
    'You have exceeded the maximum number of seats',
    'Not enough licences to add this user',
    'All 10 seats are used.',
  ])
    it(`says that no seat is free: ${detail}`, () => {
      assert.equal(tellsNoSeat(detail), true);
    });
  for (const detail of [
    'addresses[0].locality: Seattle is not accepted.',
    'userName sam@seat.example is not available.',
    "displayName 'Seat' is not available",
    'The value “License” of title is in use.',
    'Ada Seatlicensing has no manager.',
    'name.familyName must not be empty.',
    'The title Licensed Seatbelt Inspector exceeds the limit.',
  ])
    it(`says nothing of seats: ${detail}`, () => {
      assert.equal(tellsNoSeat(detail), false);
    });
});
