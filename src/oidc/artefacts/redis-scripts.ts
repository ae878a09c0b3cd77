/**
 * What Redis does in one step, so that two nodes never come between (Redis runs a script alone).
 *
 * An artefact is a hash `<kind>:<key>` with the fields
 *   d payload · u uid · g grant id · s session uid · e expiry (ms) · c consumed (ms) · t last activity (ms)
 *   n how often it was counted
 *   st standing as last seen · az:<client_id> the grant of that client in this session
 * beside it `uid:<uid>` holds the key of the session, `under:<grant id>` the artefacts issued under a
 * grant, `grant:<grant id>` a copy of the grant; `remembers` is since when (ms) all this is kept. The keys of a script follow from what it reads, so
 * it needs all of them on one server: no Redis Cluster (ADR 15). Times are the gateway's, in
 * milliseconds; Redis' own expiry only clears away.
 */

const read = `
local now = tonumber(ARGV[1])
local function row(name)
  local f = redis.call('HMGET', name, 'd', 'u', 'g', 's', 'e', 'c', 't', 'st')
  if not f[1] or tonumber(f[5]) <= now then return false end
  return f
end
local function sessionName(uid)
  local key = redis.call('GET', 'uid:' .. uid)
  return key and ('Session:' .. key), key
end
`;

/**
 * Since when Redis remembers, by its own clock: noted by whatever is written first after it lost all it held.
 * What was made before that may have been shown, and its mark be lost.
 */
const memory = `
local time = redis.call('TIME')
time = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('SET', 'remembers', string.format('%.0f', time), 'NX')
local function remembered(age) return tonumber(age) <= time - redis.call('GET', 'remembers') end
`;

/**
 * now, key, client_id, another name or nothing, kinds... gives {rows: {kind, key, fields...}, session,
 * grant, joined, the fields of that other}:
 * a row with what its endpoint will want next. With the kind 'uid' the key is the uid of a session.
 */
export const prefetch = `${read}
local key, client = ARGV[2], ARGV[3]
local rows, session, grant, joined = {}, false, false, 0
for at = 5, #ARGV do
  local kind = ARGV[at]
  local name, mine = kind .. ':' .. key, key
  if kind == 'uid' then
    kind = 'Session'
    name, mine = sessionName(key)
  end
  local found = name and row(name)
  if found then
    rows[#rows + 1] = { kind, mine, found }
    if #rows == 1 then
      local grantId = found[3]
      if kind == 'Session' and client ~= '' then grantId = redis.call('HGET', name, 'az:' .. client) end
      if grantId then
        local copy = redis.call('GET', 'grant:' .. grantId)
        if copy then grant = { grantId, copy } end
      end
      if found[4] then
        local sname, skey = sessionName(found[4])
        local s = sname and row(sname)
        if s then
          session = { 'Session', skey, s }
          if client ~= '' then joined = redis.call('HEXISTS', sname, 'az:' .. client) end
        end
      elseif kind == 'Session' and grantId then
        joined = 1
      end
    end
  end
end
return { rows, session, grant, joined, ARGV[4] ~= '' and row(ARGV[4]) }
`;

/**
 * now, then the lists of forRedis in redis-rows.ts. Gives 1; 0 when something was no longer there to
 * be used, and then nothing happened.
 */
export const flush = `${read}${memory}
local at = 1
local function arg()
  at = at + 1
  return ARGV[at]
end
local function list(part)
  local all = {}
  for n = 1, tonumber(arg()) do all[n] = part() end
  return all
end
local function stored()
  local r = { kind = arg(), key = arg(), was = arg(), uid = arg(), under = arg(), ttl = tonumber(arg()) }
  local count = tonumber(arg())
  r.fields = { unpack(ARGV, at + 1, at + count) }
  at = at + count
  return r
end

local unique = list(function() return { arg(), arg(), arg(), arg() } end)
local consume, once = list(arg), list(arg)
local counted = list(function() return { arg(), tonumber(arg()) } end)
local puts, renews = list(stored), list(stored)
-- A session gets a new key from whoever read it under its present one.
for _, r in ipairs(renews) do
  if r.uid ~= '' and r.key ~= r.was and redis.call('GET', 'uid:' .. r.uid) ~= r.was then return 0 end
end
for _, mark in ipairs(unique) do
  if row(mark[1]) or not remembered(mark[4]) then return 0 end
end
for _, name in ipairs(consume) do
  local f = redis.call('HMGET', name, 'e', 'c')
  if not f[1] or f[2] or tonumber(f[1]) <= now then return 0 end
end
for _, name in ipairs(once) do
  local e = redis.call('HGET', name, 'e')
  if not e or tonumber(e) <= now then return 0 end
end
for _, one in ipairs(counted) do
  local f = redis.call('HMGET', one[1], 'e', 'n')
  if not f[1] or tonumber(f[1]) <= now or tonumber(f[2] or 0) >= one[2] then return 0 end
end
for _, mark in ipairs(unique) do
  redis.call('HSET', mark[1], 'd', '{}', 'e', mark[2])
  redis.call('PEXPIRE', mark[1], mark[3])
end
for _, name in ipairs(consume) do redis.call('HSET', name, 'c', ARGV[1]) end
for _, one in ipairs(counted) do redis.call('HINCRBY', one[1], 'n', 1) end

local function put(r)
  local name = r.kind .. ':' .. r.key
  if r.uid ~= '' then
    local old, oldKey = sessionName(r.uid)
    if old and oldKey ~= r.key then redis.call('DEL', old) end
    redis.call('SET', 'uid:' .. r.uid, r.key, 'PX', r.ttl)
  end
  redis.call('DEL', name)
  redis.call('HSET', name, unpack(r.fields))
  redis.call('PEXPIRE', name, r.ttl)
  if r.under ~= '' then
    local under = 'under:' .. r.under
    redis.call('SADD', under, name)
    if redis.call('PTTL', under) < r.ttl then redis.call('PEXPIRE', under, r.ttl) end
  end
end
-- Two authorisations of one session at once, also refused ones: each writes the session with the
-- clients that it read. A client that the other has joined meanwhile stays, as it was joined.
local function joined(theirs, ours)
  local more = {}
  for client, one in pairs(theirs) do
    local own = ours[client]
    if not own or (one.grantId and one.sid ~= own.sid) then more[client] = one end
  end
  return more
end
local function take(r, payload, more)
  if not next(more) then return end
  payload.authorizations = payload.authorizations or {}
  for client, one in pairs(more) do
    payload.authorizations[client] = one
    if one.grantId then
      r.fields[#r.fields + 1] = 'az:' .. client
      r.fields[#r.fields + 1] = one.grantId
    end
  end
end
-- Of an empty table nobody knows any more that it was a list.
local function encoded(payload) return (string.gsub(cjson.encode(payload), '"amr":{}', '"amr":[]', 1)) end
-- contract.ts, renew, says what is written of a session.
local function renew(r)
  local name, key = sessionName(r.uid)
  local text = name and redis.call('HGET', name, 'd')
  if not text then return end
  local theirs, ours = cjson.decode(text), cjson.decode(r.fields[2])
  local same = theirs.accountId == ours.accountId
  local more = same and joined(theirs.authorizations or {}, ours.authorizations or {}) or {}
  if key ~= r.was then
    if not same then return end
    for client, one in pairs(ours.authorizations or {}) do
      more[client] = not more[client] and one or nil
    end
    r.fields = { 'd', '', 't', ARGV[1] }
    take(r, theirs, more)
    r.fields[2] = encoded(theirs)
    return redis.call('HSET', name, unpack(r.fields))
  end
  local asked = same and theirs.state and not ours.state
  if asked then ours.state = theirs.state end
  take(r, ours, more)
  if asked or next(more) then r.fields[2] = encoded(ours) end
  put(r)
end
for _, r in ipairs(puts) do put(r) end
for _, r in ipairs(renews) do
  if r.uid ~= '' then renew(r)
  elseif redis.call('EXISTS', r.kind .. ':' .. r.key) == 1 then put(r) end
end
for _, r in ipairs(list(function() return { arg(), arg(), arg() } end)) do
  redis.call('SET', 'grant:' .. r[1], r[2], 'PX', r[3])
end
for _, name in ipairs(list(arg)) do
  local uid = redis.call('HGET', name, 'u')
  redis.call('DEL', name)
  if uid and 'Session:' .. (redis.call('GET', 'uid:' .. uid) or '') == name then redis.call('DEL', 'uid:' .. uid) end
end
for _, id in ipairs(list(arg)) do
  local under = redis.call('SMEMBERS', 'under:' .. id)
  for from = 1, #under, 1000 do redis.call('DEL', unpack(under, from, math.min(from + 999, #under))) end
  redis.call('DEL', 'under:' .. id, 'grant:' .. id)
end
for _, uid in ipairs(list(arg)) do
  local name = sessionName(uid)
  if name and redis.call('EXISTS', name) == 1 then redis.call('HSET', name, 't', ARGV[1]) end
end
return 1
`;

/** now, name: takes an artefact for good. */
export const take = `${read}
local f = row(ARGV[2])
redis.call('DEL', ARGV[2])
return f
`;

/** now, name, expiry, milliseconds until then, how old it is: 1 the first time. */
export const unique = `${read}${memory}
if row(ARGV[2]) or not remembered(ARGV[5]) then return 0 end
redis.call('HSET', ARGV[2], 'd', '{}', 'e', ARGV[3])
redis.call('PEXPIRE', ARGV[2], ARGV[4])
return 1
`;

/** now, uid: the standing as last seen is known to be wrong; the next look-up asks the database. */
export const forget = `${read}
local name = sessionName(ARGV[2])
if name then redis.call('HDEL', name, 'st') end
return 1
`;

/** now, uids...: the last activity of each, or false. */
export const lastActivity = `${read}
local out = {}
for at = 2, #ARGV do
  local name = sessionName(ARGV[at])
  out[#out + 1] = name and redis.call('HGET', name, 't') or false
end
return out
`;
