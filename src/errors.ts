import type { Fault } from './faults.ts';

/**
 * Every refusal the product can make. A code is `<folder>.<reason>`, is never reused, and is the
 * key of its sentence in the three locales; `advice` is for the operator and goes to docs/errors.md.
 * Longer than 250 lines on purpose: one catalogue, read from top to bottom.
 */
export const refusals = {
  'http.not_found': {
    status: 404,
    advice: 'A wrong address. Frequent ones in the log point at a client with an old link.',
  },
  'http.method_not_allowed': {
    status: 405,
    advice: 'The address exists for another method; a client or form is wrong.',
  },
  'http.body_too_large': {
    status: 413,
    advice: 'A body over the limit. Forms of ours stay below 64 KiB; look at who sends it.',
  },
  'http.headers_too_large': {
    status: 431,
    advice: 'Headers over 16 KiB, mostly cookies of neighbours on the same domain.',
  },
  'http.bad_input': {
    status: 400,
    advice: 'Input that is not what the page or endpoint takes; the field is named.',
  },
  'http.form_expired': {
    status: 403,
    advice:
      'The form token is missing, old or of another browser: a stale tab, or a foreign page posting to us.',
  },
  'http.too_many_requests': {
    status: 429,
    advice: 'A limit by account or network was reached; see the audit trail for tries.',
  },
  'http.unavailable': {
    status: 503,
    advice: 'The database or the artefact store does not answer; readiness fails too.',
  },
  'http.internal': { status: 500, advice: 'A fault of ours: find the request id in the log.' },
  'clients.bad_registration': {
    status: 400,
    advice: 'The field named cannot stand; see docs/integrate-a-client.md.',
  },
  'clients.bad_device': {
    status: 400,
    advice:
      'A self-service machine cannot stand as it was given; the field is named. `client_id`: the client may not use the device grant; `code`: not letters, digits, dots, underscores and hyphens, or another machine of the client has it.',
  },
  'oidc.client_retired': {
    status: 410,
    advice:
      'Somebody came to sign in at a retired client: links to it still stand somewhere. Its department has to take them away.',
  },
  'clients.unknown': { status: 404, advice: 'An act on a client that is not there: a stale page.' },
  'clients.id_taken': {
    status: 409,
    advice:
      'The id was given before, perhaps to a client that is retired, or a sector of others is called so. Ids are never given twice.',
  },
  'clients.wrong_state': {
    status: 409,
    advice:
      'No such step from where the client stands (src/clients/life.ts): a stale page, or somebody else was quicker. What is submitted or approved is withdrawn before it is changed.',
  },
  'clients.incomplete': {
    status: 409,
    advice: 'A draft was to be submitted without the item that the field names.',
  },
  'clients.not_accepted': {
    status: 409,
    advice:
      'A draft was to be submitted without a report of a passed acceptance for it as it is registered now.',
  },
  'clients.excuse_missing': {
    status: 400,
    advice:
      'A draft was to be submitted with a point of its acceptance failed that may be excused, without a reason of 10 to 500 characters; the field names the point.',
  },
  'clients.change_waits': {
    status: 409,
    advice: 'One change of a client waits for staff at a time; decide or withdraw that first.',
  },
  'clients.no_credentials': {
    status: 409,
    advice: 'An approved client was to go live without a good secret; it could get no token.',
  },
  'clients.robot_running': {
    status: 409,
    advice:
      'The acceptance robot tries this client already; one run at a time, ten minutes at most.',
  },
  'clients.robot_locked_out': {
    status: 409,
    advice:
      'The client takes no account that the robot has: neither the made-up department of the sandbox, nor, at levels up to 2, accounts of Songhua. In the sandbox it accepts `sandbox-department` besides.',
  },
  'clients.robot_address': {
    status: 400,
    advice:
      'The robot was to be sent to an address at none of the origins that the client has registered; the field is named.',
  },
  'account.shared': {
    status: 403,
    advice:
      'Somebody wanted to change the account of a test citizen, which everybody in the sandbox shares. It never comes outside a sandbox.',
  },
  'clients.no_sandbox': {
    status: 503,
    advice:
      'No acceptance report can be verified: SANDBOX_ISSUER is absent, or its /jwks does not answer. Where it lies at a private address, OUTSIDE_NETWORKS must name its block.',
  },
  'clients.report_unreadable': {
    status: 400,
    advice:
      'An acceptance report that the sandbox of SANDBOX_ISSUER has not signed: cut off, altered, or of another sandbox.',
  },
  'clients.report_of_other': {
    status: 400,
    advice:
      'An acceptance report of another client, or of this one with another profile or other redirect addresses than it has now.',
  },
  'clients.report_too_old': {
    status: 400,
    advice: 'An acceptance report counts for 90 days from the run; the sandbox runs again.',
  },
  'clients.report_failed': {
    status: 400,
    advice:
      'The acceptance report is not that of a passed run, or lacks points that are asked for here.',
  },
  'clients.bad_metadata': {
    status: 400,
    advice:
      'A program registered what cannot stand; the member of RFC 7591 is named. See docs/integrate-a-client.md.',
  },
  'clients.beyond_token': {
    status: 400,
    advice:
      'A program registered what lies beyond the policy of its initial token; the member is named. Where it is needed, its department asks for another token.',
  },
  'clients.not_by_program': {
    status: 403,
    advice:
      'A program was to change or end an application that is not its to change or end: what waits for staff or was approved stands as it was submitted, and the end of one that is live takes two of the staff.',
  },
  'clients.token_refused': {
    status: 401,
    advice:
      'A program showed no token for registrations, or one that is unknown, spent, expired, revoked or of another application. The trail says which initial token (initial_token.refused).',
  },
  'clients.bad_token': {
    status: 400,
    advice:
      'An initial token cannot stand as it was asked for; the field is named. `sector`: a client of another department is in it; `hosts`: whoever signs people in comes back to one; `auth_methods`: a strict client proves itself by a key.',
  },
  'clients.token_taken': {
    status: 409,
    advice:
      'The secret of an initial token was shown before, or the token is over; ask for another one.',
  },
  'departments.unknown': {
    status: 404,
    advice: 'An act on a region or department that is not in the tree: a stale page.',
  },
  'departments.bad_node': {
    status: 400,
    advice:
      'A node of the tree cannot stand as it was given; the field is named. Codes are lower-case letters, digits and dashes; codes of GB/T 2260 are current ones, none of the statistics office.',
  },
  'departments.code_taken': {
    status: 409,
    advice:
      'The code belongs to another node of the tree, perhaps a closed one. Codes are never given twice.',
  },
  'departments.gb_code_taken': {
    status: 409,
    advice: 'Another open node carries this code of GB/T 2260.',
  },
  'departments.wrong_level': {
    status: 409,
    advice:
      'A region may hang only under a region of a higher level: province, prefecture, county, township.',
  },
  'departments.under_itself': {
    status: 409,
    advice:
      'A node was to be put under itself or under something below it, or merged into it. Nothing was changed.',
  },
  'departments.beyond_reach': {
    status: 403,
    advice:
      'A node that was merged would come back beside its survivor, and that place lies outside the scope of whoever asked. Somebody whose scope holds the place above can do it.',
  },
  'departments.not_open': {
    status: 409,
    advice:
      'The node, its parent or the one to merge into was merged or closed. Reopen it first, or choose another.',
  },
  'departments.changed_meanwhile': {
    status: 409,
    advice: 'Two people changed the same node; the later form was older than the first change.',
  },
  'departments.in_use': {
    status: 409,
    advice:
      'A node was to be closed while something hangs on it; the field names what: children, sources, clients, staff, open cases. Move, merge or end those first.',
  },
  'departments.bad_file': {
    status: 400,
    advice:
      'A file of departments cannot be read: not CSV, no line of titles, a column that is not known, more than 5,000 lines or 2 MB.',
  },
  'departments.file_changed': {
    status: 409,
    advice:
      'Between the trial run and the import the tree or the file changed. Nothing was imported.',
  },
  'outbox.not_given_up': {
    status: 409,
    advice:
      'Only a delivery that was given up, or waits for its next try, can be sent again; this one was delivered, is being tried, or is not of this client.',
  },
  'oidc.unknown_client': {
    status: 400,
    advice: 'client_id is unknown or the client is suspended. Check the registration.',
  },
  'oidc.bad_redirect_uri': {
    status: 400,
    advice:
      'redirect_uri is not registered, to the letter, for this client. Nobody was sent there.',
  },
  'oidc.bad_request': {
    status: 400,
    advice:
      'The authorisation request cannot be read or lacks a parameter; error_description is in the log.',
  },
  'oidc.session_over': {
    status: 400,
    advice: 'The session ended while the client was being answered. The person signs in again.',
  },
  'oidc.sign_out_expired': {
    status: 400,
    advice: 'A sign-out was confirmed without one having been begun in this browser: an old tab.',
  },
  'sources.unknown': {
    status: 404,
    advice: 'No source of this id: an old bookmark, or somebody tries names.',
  },
  'sources.paused': {
    status: 403,
    advice: 'The source is switched off; an administrator can resume it.',
  },
  'sources.unavailable': {
    status: 503,
    advice:
      "The department's login system does not answer or not as agreed; the audit event source.failing and source_health name the fault. Call the department.",
  },
  'sources.busy': {
    status: 503,
    advice:
      "As many sign-ins of this process are at the department's login system as may be at a time (src/sources/bulkhead.ts): it answers slowly. The metric songhua_source_in_flight shows it. Call the department.",
  },
  'sources.bad_answer': {
    status: 400,
    advice:
      'What came back from a source does not hold: a replayed or forged answer, a wrong signature, audience or clock. Many from one source: check its keys and clock.',
  },
  'sources.bad_sign_out': {
    status: 400,
    advice:
      "A message that a session has ended at a source does not hold, and ended nobody's: forged, sent twice, for somebody else, or too old. Many from one source: check its keys, its clock, and what it knows as our addresses (docs/integrate-a-source.md).",
  },
  'sources.not_configured': {
    status: 503,
    advice:
      'The source is registered, and what its platform only hands out on connection (a key, a service number) is not there yet. Put it into its settings when it comes; the picker shows the source as not yet open.',
  },
  'sources.bad_settings': {
    status: 400,
    advice: 'The settings of a source are not what its protocol takes; the field is named.',
  },
  'sources.plain_http': {
    status: 403,
    advice:
      'The settings of a source have allow_http, and this gateway is reached over https: what people type there would cross the network in clear. Give the source https addresses. Hosts of this machine, for a test bed, are named in SOURCE_HTTP_HOSTS.',
  },
  'sources.id_taken': {
    status: 409,
    advice: 'A new source was to have the id of one that is there. Ids are never given twice.',
  },
  'sources.changed_meanwhile': {
    status: 409,
    advice:
      'A form of a source was drawn from an older version, or the source has come to a state in which two people change it, or another change of it waits already.',
  },
  'sources.in_test': {
    status: 403,
    advice:
      'The source is in test, and the account that was proved is none of those that staff named for it (console, page of the source).',
  },
  'sources.preview_over': {
    status: 409,
    advice:
      'The result of a preview was to name a tester, and was used already, is older than half an hour, or is of another session.',
  },
  'sources.no_such_step': {
    status: 409,
    advice: 'The life of a source has no such step (src/sources/life.ts).',
  },
  'sources.no_national_hash': {
    status: 400,
    advice:
      'Matching by the national hash was asked for, and none is configured: there is nothing to match by. Choose another matching.',
  },
  'login.joins_none': {
    status: 403,
    advice:
      'The policy of the source (may_link) adds no further account to an identity that is there; the audit event identity.arrived has link_not_allowed.',
  },
  'login.opens_none': {
    status: 403,
    advice:
      'The policy of the source (may_create) makes no new identity; the audit event identity.arrived has create_not_allowed.',
  },
  'login.kind_not_taken': {
    status: 403,
    advice:
      'The policy of the source (kinds) lets no natural person in; the audit event identity.arrived has kind_not_allowed.',
  },
  'login.source_blocked': {
    status: 403,
    advice:
      'The person has blocked this source for themselves, or every one that is connected later; the audit event identity.arrived has source_blocked. They let it in again on their account page; staff cannot, but for asking for new evidence.',
  },
  'identities.stronger_way_needed': {
    status: 403,
    advice:
      'A source is blocked, or let in again, only by whoever signed in a way that is at least as strong (ADR 28).',
  },
  'login.expired': {
    status: 400,
    advice:
      'The interaction is over, was finished in another tab, or its cookie is missing. Many at once: a client keeps old links.',
  },
  'login.other_browser': {
    status: 403,
    advice:
      'An answer of a source arrived in a browser that did not begin the sign-in: an in-app browser, or somebody was sent a foreign link. The answer was thrown away.',
  },
  'login.visit_unknown': {
    status: 400,
    advice:
      'A callback carries a state that was never given out, or belongs to another source: forged, or very old. Nothing was done.',
  },
  'login.visit_used': {
    status: 400,
    advice:
      'A callback came a second time: double click, back button or a replay. The first one counted.',
  },
  'login.visit_expired': {
    status: 400,
    advice: "Somebody took longer than half an hour at the department's page.",
  },
  'login.visit_full': {
    status: 429,
    advice:
      'One visit to a source was answered ten times and more: somebody who knows its state posts to our callback, or a browser reloads without end. Nothing more is kept of it; the person begins anew.',
  },
  'login.source_not_accepted': {
    status: 403,
    advice:
      "The client's registration does not accept this source, or the way does not exist there.",
  },
  'identities.authority_down': {
    status: 503,
    advice:
      'An authority that checks people does not answer, or not as agreed; the audit event authority.failing names the fault (a signature, an address, a status). See docs/newcomers.md.',
  },
  'identities.authority_busy': {
    status: 503,
    advice:
      'As many questions of this process are at an authority as may be at a time: it answers slowly. Call it.',
  },
  'identities.act_does_not_fit': {
    status: 409,
    advice:
      'The identity stands otherwise by now: another member of staff was first, it was closed more than 30 days ago, or it was joined to another. Open its page again.',
  },
  'identities.no_password_here': {
    status: 409,
    advice:
      "The person has no password that is checked here; there is nothing to ask a new one of. Passwords at a department are the department's to change.",
  },
  'identities.number_unreadable': {
    status: 400,
    advice:
      'At a counter: the number does not read as one of its kind. A 15-digit card is void, and a passport needs its issuing country.',
  },
  'identities.name_unreadable': {
    status: 400,
    advice: 'At a counter: the text holds no name that could be compared.',
  },
  'recovery.paper_wrong': {
    status: 400,
    advice:
      'A code from a counter and a document number that do not go together. The same for every mistake; after a few the number waits.',
  },
  'recovery.phone_unreadable': {
    status: 400,
    advice: 'A text that is no mobile number to which messages go.',
  },
  'recovery.code_wrong': {
    status: 400,
    advice: 'A one-time code that is wrong, older than 10 minutes, used, or tried five times.',
  },
  'recovery.no_match': {
    status: 400,
    advice:
      'An authority said no to the name, the number and what was proved beside them. Whether there is an account here has nothing to do with it.',
  },
  'recovery.not_covered': {
    status: 400,
    advice: 'The authority keeps no documents of this kind; the counter sees them.',
  },
  'recovery.proof_over': {
    status: 409,
    advice:
      'The code of a paper was used, voided or is older than 30 days; of two at once the second gets this. The list of papers in the console says which.',
  },
  'recovery.stopped': {
    status: 403,
    advice:
      'Staff keep the identity closed, or did something to it after the proof was given: recovery leads round neither. A paper printed since then works.',
  },
  'recovery.too_many_papers': {
    status: 409,
    advice:
      'One member of staff printed 120 papers in 24 hours. Look at the list of papers before you think of a busy day.',
  },
  'recovery.way_too_new': {
    status: 403,
    advice:
      'Signed in by a way that was added after the recovery began or the paper was printed: it stops neither, since a thief would add one for that. An older way in does, the link of the notice does, and staff at the counter void a paper.',
  },
  'support.opening_over': {
    status: 410,
    advice:
      "An opening of the support view is over after 30 minutes, and is nobody's but of the one who opened it. Open it again with a reason.",
  },
  'login.turned_away': {
    status: 403,
    advice:
      'The identity or the link is suspended or closed; the audit event identity.arrived has the reason.',
  },
  'login.proof_changed': {
    status: 409,
    advice:
      "A new password was to be set for a department's account, but its row was changed, locked or removed there meanwhile, or another browser was first.",
  },
  'login.registered_already': {
    status: 409,
    advice:
      'A registration was posted twice, on one node or two. The first post made the account, and the person signs in with it.',
  },
  'login.registration_off': {
    status: 403,
    advice:
      "Nobody can register: no SMS gateway is configured (docs/newcomers.md), or the client's registration does not accept accounts of our own.",
  },
  'login.guardian_needed': {
    status: 403,
    advice:
      'Somebody under 14 wanted to register. A guardian does that with them at a counter (个人信息保护法 第三十一条); nothing was kept and no authority was asked.',
  },
  'login.not_signed_in': {
    status: 401,
    advice:
      'An account was to be linked, but the session that asked for it is over or of another browser.',
  },
  'identities.last_way_in': {
    status: 409,
    advice: 'The person tried to remove the only way to sign in; another has to be added first.',
  },
  'identities.unknown_link': {
    status: 404,
    advice: 'The link is not, or no longer, one of this identity: a stale page or a second tab.',
  },
  'credentials.busy': {
    status: 503,
    advice:
      'More passwords wait to be checked than the queue takes. A storm of sign-ins or an attack; more cores help.',
  },
  'credentials.factors_full': {
    status: 409,
    advice: 'Ten second factors are the most that one person may add.',
  },
  'credentials.passkey_refused': {
    status: 400,
    advice:
      "A browser's answer for a new passkey did not hold: cancelled, posted twice, of another address than ISSUER, or registered already.",
  },
  'credentials.unknown_factor': {
    status: 404,
    advice: 'A second factor that its owner has removed on another page.',
  },
  'credentials.entry_over': {
    status: 409,
    advice: 'The page on which a second factor is added was open for longer than half an hour.',
  },
  'credentials.password_short': {
    status: 400,
    advice: 'A new password has fewer than 8 characters.',
  },
  'credentials.password_long': {
    status: 400,
    advice: 'A new password has more than 256 characters.',
  },
  'credentials.password_common': {
    status: 400,
    advice:
      'A new password is on the list of common ones, or repeats the login name, number or birth date.',
  },
  'credentials.login_name_form': {
    status: 400,
    advice:
      'A login name needs 4 to 40 letters, digits, dots, dashes or underscores, a letter first, no long run of digits.',
  },
  'credentials.login_name_taken': {
    status: 409,
    advice: 'The login name is in use by somebody else.',
  },
  'oidc.no_token': {
    status: 401,
    advice: 'A call below /api without an access token in its Authorization header.',
  },
  'oidc.bad_token': {
    status: 401,
    advice:
      'An access token that is unknown, expired or revoked, whose session ended, or whose client or identity is suspended.',
  },
  'oidc.bad_proof': {
    status: 401,
    advice:
      'An access token that is bound to a key was shown without a proof of it, or the proof is wrong, old, without the nonce that was given, or was used before (RFC 9449); WWW-Authenticate says which.',
  },
  'oidc.level_too_low': {
    status: 401,
    advice:
      'The sign-in behind the token no longer reaches the level that its client needs. The client lets the person sign in again with the acr_values of WWW-Authenticate (RFC 9470).',
  },
  'oidc.scope_missing': {
    status: 403,
    advice:
      'The access token, or the approval of its client as it stands now, does not cover what was asked; see docs/integrate-records.md for the scopes.',
  },
  'records.too_many_events': {
    status: 413,
    advice:
      'A batch of more than 500 events. Nothing of it was taken; the department sends smaller ones.',
  },
  'records.bad_event': {
    status: 400,
    advice:
      'One event of a batch cannot stand; the field is named, the events beside it were taken. See docs/integrate-records.md.',
  },
  'records.other_department': {
    status: 403,
    advice:
      "An event names, as its source, another department than the client's own. Nothing was changed. Many: a department has the wrong client, or somebody tries.",
  },
  'records.applicant_fixed': {
    status: 409,
    advice:
      'A case was accepted a second time for somebody else. Only a correction may name another applicant; it is audited.',
  },
  'records.id_reused': {
    status: 409,
    advice:
      'The id of an event was used before for one that says something else. Nothing was changed.',
  },
  'records.unknown_subject': {
    status: 404,
    advice:
      'A client asked for the cases of a subject that is nobody, or who has never signed in there. Many: somebody tries subjects.',
  },
  'records.unknown_case': {
    status: 404,
    advice: 'There is no such case, or not for this person, or not at the level of the session.',
  },
  'developers.address_form': {
    status: 400,
    advice: 'A work address that is no mail address was typed at the portal or for an invitation.',
  },
  'developers.domain_refused': {
    status: 400,
    advice: 'The address is of a domain that DEVELOPER_MAIL_DOMAINS does not name.',
  },
  'developers.entry_over': {
    status: 400,
    advice: 'The code came too late, or in another browser than the one that asked for it.',
  },
  'developers.invitation_over': {
    status: 409,
    advice:
      'An invitation to a department was used, withdrawn or too old. The department can invite anew.',
  },
  'developers.too_many_drafts': {
    status: 409,
    advice:
      'A developer of the sandbox began a hundred applications of nobody’s department, those given up among them: each is known to every node. More are begun for a department.',
  },
  'developers.signed_out': {
    status: 401,
    advice:
      'A developer sent a form after their session had ended; its page shows what they typed, and nothing was done.',
  },
  'developers.not_here': {
    status: 404,
    advice:
      'A developer asked for an application that is none of their departments’, or that there is none of.',
  },
  'admin.not_allowed': {
    status: 403,
    advice:
      'Somebody of the staff tried what none of their roles carries; the audit event staff.refused names the route and the permission.',
  },
  'admin.not_here': {
    status: 404,
    advice:
      'A page of the console names a thing that is not there or lies outside the scope of whoever asks; the two are answered alike.',
  },
  'admin.not_named': {
    status: 400,
    advice: 'An act that destroys was not confirmed by typing the name of its thing.',
  },
  'audit.export_too_large': {
    status: 413,
    advice:
      'An export of the trail was asked for and decided on, and holds more than 2 million events; it was not made. Ask for fewer days, or take the archives, which go month by month.',
  },
  'approvals.unknown': {
    status: 404,
    advice: 'No approval of this id: a mistyped address.',
  },
  'approvals.not_allowed': {
    status: 403,
    advice:
      'Somebody asked for, did at once or reviewed an act that no role of theirs carries where the thing hangs.',
  },
  'approvals.newer': {
    status: 409,
    advice:
      'The request was made on a newer version of the gateway than the node that was asked to decide, in the middle of an upgrade. Nothing was done: decide it again once every node is new.',
  },
  'approvals.same_person': {
    status: 403,
    advice:
      'Somebody tried to decide or review what they asked for or did themselves. Nothing was done; it waits for somebody else.',
  },
  'approvals.role_gone': {
    status: 403,
    advice:
      'Between request and decision one of the two lost the role that carries it. Where it was the one who asked, the approval is closed as failed; otherwise it waits for somebody else. Nothing was executed.',
  },
  'approvals.decided': {
    status: 409,
    advice:
      'An approval that was decided, withdrawn or executed already was decided once more: two people at the same moment, or an old tab. It was executed once.',
  },
  'approvals.expired': {
    status: 409,
    advice: 'Nobody decided in time. What is still wanted is asked for anew.',
  },
  'approvals.asked_already': {
    status: 409,
    advice: 'The same act upon the same thing waits for its decision already.',
  },
  'approvals.not_yours': {
    status: 403,
    advice:
      'Somebody tried to withdraw what another person asked for. Whoever may decide it can refuse it.',
  },
  'approvals.reviewed': {
    status: 409,
    advice:
      'An act done at once was reviewed a second time: two people at the same moment, or an old tab. The first review counts.',
  },
  'approvals.changed_since': {
    status: 409,
    advice:
      'What an approval was asked for is no longer as it stood then: changed by another approval, or gone. Nothing was executed; look at the thing and ask anew.',
  },
  'sources.still_ending': {
    status: 409,
    advice:
      'A source is to be switched on while sessions that came through it are still being ended after it was switched off. Wait until the approval says that this is done.',
  },
  'staff.unknown': {
    status: 404,
    advice: 'A member of staff, or a grant of theirs, that is not there: an old tab.',
  },
  'staff.gone': {
    status: 409,
    advice: 'The member of staff has left. Whoever comes back is invited as a new member.',
  },
  'staff.locked': {
    status: 409,
    advice: 'The member of staff is locked; unlock first.',
  },
  'staff.name_form': {
    status: 400,
    advice: 'A name has 1 to 60 characters.',
  },
  'staff.address_form': {
    status: 400,
    advice: 'A work address looks like name@office.example and has at most 190 characters.',
  },
  'staff.address_taken': {
    status: 409,
    advice: 'The work address is in use by a member of staff, who may be in another department.',
  },
  'staff.roles_exclude': {
    status: 409,
    advice:
      'The person holds one of the three administrator roles already. They exclude one another in one person (GB/T 22239), and each is held at one node.',
  },
  'staff.grant_client': {
    status: 400,
    advice: "A developer's role is for one client; the other roles are for none.",
  },
  'staff.password_short': {
    status: 400,
    advice: 'A new password of staff has fewer than 12 characters.',
  },
  'staff.password_long': {
    status: 400,
    advice: 'A new password of staff has more than 256 characters.',
  },
  'staff.password_classes': {
    status: 400,
    advice:
      'A new password of staff has fewer than three of: small letters, capitals, digits, others.',
  },
  'staff.password_common': {
    status: 400,
    advice:
      "A new password of staff is on the list of common ones, or holds the person's name or address.",
  },
  'staff.password_used': {
    status: 400,
    advice: 'A new password of staff is one of the last five.',
  },
  'staff.entry_over': {
    status: 400,
    advice:
      'A sign-in or enrolment of staff took longer than half an hour, was finished in another tab, or its cookie is missing.',
  },
  'staff.link_over': {
    status: 404,
    advice:
      'A one-time link of staff that was used, replaced, or is older than 72 hours. Whoever may invite makes a new one.',
  },
  'staff.passkey_refused': {
    status: 400,
    advice:
      'What came back from a passkey does not hold: cancelled, another device, without user verification, a challenge used before, or a wrong ISSUER.',
  },
  'staff.unknown_factor': {
    status: 404,
    advice: 'The factor is not, or no longer, one of this person: an old tab.',
  },
  'staff.last_factor': {
    status: 409,
    advice: 'The only second factor stays; another has to be added first.',
  },
  'staff.own_account': {
    status: 409,
    advice:
      'Nobody locks, unlocks or ends their own membership; another security administrator does.',
  },
  'staff.holds_roles': {
    status: 409,
    advice:
      'Somebody who holds roles was to leave. Two people take the roles away first; locking works at once and by one.',
  },
  'staff.not_first': {
    status: 409,
    advice:
      'npm run staff:first was run while there is an active security administrator. That person invites.',
  },
  'merging.unknown': {
    status: 404,
    advice: 'No such identity or merge: a stale page, or an id that never was.',
  },
  'merging.same': {
    status: 400,
    advice: 'An identity was to be joined with itself.',
  },
  'merging.other_kind': {
    status: 409,
    advice: 'A person and an organisation are never joined.',
  },
  'merging.not_active': {
    status: 409,
    advice:
      'One of the two is suspended, closed or was joined with another one meanwhile. Restore it first, or choose the identity that goes on for it.',
  },
  'merging.two_needed': {
    status: 403,
    advice:
      'A merge or its undoing stood on the word of one person. Many: somebody goes round the approvals.',
  },
  'merging.proof_missing': {
    status: 403,
    advice:
      'Somebody wanted to join two identities of their own without fresh proof of both in one browser; they sign in with both again.',
  },
  'merging.differs': {
    status: 409,
    advice:
      'Both identities were proved, but their names or numbers are of two people. Staff settle it at the conflict desk.',
  },
  'merging.undone': {
    status: 409,
    advice: 'The two were separated already: a stale page or a second tab.',
  },
  'merging.not_last': {
    status: 409,
    advice:
      'A later merge touches one of the two. Undo that one first: merges are undone in the opposite order.',
  },
  'merging.claimed': {
    status: 409,
    advice: 'Another member of staff took the question first, and holds it for half an hour.',
  },
  'merging.settled': {
    status: 409,
    advice: 'The question was settled meanwhile: a stale page or a second tab.',
  },
  'merging.waits': {
    status: 409,
    advice: 'The merge was asked for already and waits for its decision.',
  },
  'merging.not_claimed': {
    status: 409,
    advice:
      'Somebody decided on a question that they do not hold: the half hour is over, or it was never taken.',
  },
  'merging.no_pair': {
    status: 400,
    advice:
      'A decision about two identities on a question that is about one alone, or a survivor that is neither of the two.',
  },
  'merging.pair': {
    status: 409,
    advice:
      'A question about two identities was to be closed as looked into; it is decided as one of the three.',
  },
  'merging.not_settled': {
    status: 409,
    advice:
      'Only what was settled as two people, or as looked into, is taken back; a merge is separated instead.',
  },
  'merging.asked_again': {
    status: 409,
    advice: 'A settled question was to be asked again while the same is open anew.',
  },
  'merging.told_apart': {
    status: 409,
    advice:
      'A person proved two accounts that staff had decided to be of two people; staff can take that back.',
  },
  'merging.weak': {
    status: 403,
    advice:
      'One of two proofs reached a lower level than what the other account would come to by it (Never 3). The person signs in by a stronger way, or staff settle it.',
  },
  'merging.not_asked': {
    status: 404,
    advice: 'Somebody answered a question that is not, or no longer, put to them.',
  },
} as const satisfies Record<string, { status: number; advice: string }>;

export type RefusalCode = keyof typeof refusals;

export interface RefusalDetail {
  /** The form's or body's field at fault; the first of them. */
  field?: string;
  /** All that is wrong, where that is known field by field. */
  faults?: readonly Fault[];
  /** Seconds until it is worth trying again; becomes Retry-After. */
  retry_after?: number;
  /** What the sentence needs, never personal data. */
  words?: Record<string, string | number>;
  cause?: unknown;
}

/** A refusal of what somebody said, with everything in it that cannot stand. */
export const refused = (code: RefusalCode, faults: readonly Fault[]): Refusal => {
  const [first] = faults;
  return new Refusal(code, { faults, ...(first?.field && { field: first.field }) });
};

/** A refusal: thrown anywhere, rendered once (src/http/errors.ts). */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly status: number;
  readonly detail: RefusalDetail;

  constructor(code: RefusalCode, detail: RefusalDetail = {}) {
    super(code, { cause: detail.cause });
    this.name = 'Refusal';
    this.code = code;
    this.status = refusals[code].status;
    this.detail = detail;
  }
}
