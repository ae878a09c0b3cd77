/**
 * Every kind of audit event, with what it means; docs/audit-events.md is generated from this.
 * An event carries ids and keyed hashes, never values. Longer than 250 lines on purpose: one catalogue.
 */
export const kinds = {
  'config.changed': 'A lasting setting of the gateway was changed.',
  'department.added': 'A region or department was added to the tree.',
  'department.changed':
    'A region or department was renamed, given another division code or arranged; the detail says which. What it was before stands in department_history.',
  'department.moved': 'A region or department was put under another one.',
  'department.merged':
    'A department became part of another one, to which its code leads from now on.',
  'department.closed': 'A region or department on which nothing hung was closed.',
  'department.reopened': 'A closed or merged region or department is in use again.',
  'departments.imported':
    'A file of regions and departments was applied as its trial run had shown; the detail counts and has a digest over what was written.',
  'delivery.sent_again':
    'Somebody of the staff, or of those who run the client, had a delivery tried again at once that had been given up or was waiting.',
  'delivery.failing':
    'An outside party did not answer so often in a row that it is left alone for a while between tries.',
  'delivery.resumed':
    'An outside party that had been left alone answers again: what is owed to it is being sent.',
  'client.registered': 'A department application was registered or its registration changed.',
  'client.secret_added': 'A client was given a new secret; earlier ones end at their date.',
  'client.suspended': 'A client was stopped: nobody is let in there any more.',
  'client.device_added':
    'A self-service machine of a client was added; the detail has the code by which it names itself.',
  'client.device_retired': 'A self-service machine of a client was taken away.',
  'device.approved':
    'Somebody let themselves in at a self-service machine with their telephone; the session is the one at the machine.',
  'device.refused':
    'Somebody said that they do not stand before a self-service machine that asked.',
  'client.approved':
    'What a client may receive was changed by two people; the detail has the scopes as they are and were.',
  'client.claims_set':
    'What a client says about its scopes was set: the detail has those that rest on duty and on consent, and the version of the scopes since.',
  'client.drafted': 'A client was begun: nobody is let in there yet.',
  'client.changed': 'The owner changed what they may change alone; the detail names the fields.',
  'client.change_asked':
    'A change of a client that two of the staff decide on was asked for; the detail names the fields. Everything stands as it was.',
  'client.change_granted': 'Two of the staff agreed to a change, which counts from now on.',
  'client.submitted':
    'A client was handed in, its forms complete and its acceptance passed; the detail has the id of what was asked, and the points that it did not pass and asks to be excused from, whose reasons stand there, sealed.',
  'client.withdrawn':
    'The owner took back a registration that was submitted or approved, or a change that waited.',
  'client.refused':
    'A registration or a change was sent back; the reason is kept for whoever asked.',
  'client.admitted': 'Two of the staff approved a client; its owner takes it live.',
  'client.went_live': 'The owner opened an approved client to people.',
  'client.resumed': 'A client that was stopped lets people in again.',
  'client.reviewed': 'The owner said that a client is still what was approved (the yearly review).',
  'client.ending':
    'Two of the staff set the day on which a client ends; the detail has it. People who used it read of it in their account.',
  'client.retired':
    'The day of a client had come: nobody is let in there any more, its secrets are at an end, its id is never given again.',
  'client.deletion_received':
    'The department of a retired client said that it deleted what it was given; who did, is kept sealed.',
  'client.people_told':
    'People who used a client that ends read of it in their account, and were written to; one event a set, with a digest over their ids.',
  'client.parted':
    'A client that ended left sessions that go on, and is told of each; one event a set, with a digest over their ids.',
  'client.grants_ended':
    'What a client that ended held of people was ended; one event a set, with a digest over the grants.',
  'client.review_reminded':
    'Those who answer for a client were reminded of its yearly review; the detail has the days before it.',
  'client.review_overdue':
    'The yearly review of a client is long overdue: staff are asked whether to stop it.',
  'client.contacts_told':
    'Those who answer for a client were written to; the detail says of what, and how many mails.',
  'client.abandoned': 'A client that was never live was given up; its id is never given again.',
  'client.registered_by_program':
    'A program registered a client by an initial token, which the detail names: a draft of its department.',
  'client.token_turned':
    'A program replaced the registration of its client, as far as it may, and was given another token for it.',
  'client.token_ended':
    'The owner of a client ended the token by which a program looked after its registration.',
  'initial_token.granted':
    'Two of the staff agreed to an initial token of a department; the detail says how often and until when it may be used.',
  'initial_token.taken': 'The secret of an initial token was shown, once.',
  'initial_token.revoked':
    'An initial token was ended, and the tokens of the clients that it had registered; the detail counts those.',
  'initial_token.refused':
    'Somebody showed an initial token that is of no use any more; the detail says why.',
  'sandbox.switched':
    'A failure of the sandbox was switched on or off for one client; the detail says which.',
  'acceptance.asked': 'Somebody had the acceptance robot try a client.',
  'acceptance.ended':
    'The acceptance robot was done with a client; the detail says whether it passed, failed or broke off.',
  'acceptance.imported':
    'A report of the acceptance, signed by the sandbox, was verified and kept for a client.',
  'consent.given':
    'A person consented to what a client receives; the detail has what was consented to, what was left out, and to which version of its scopes.',
  'consent.refused': 'A person was asked to consent, did not, and went back to the client.',
  'consent.withdrawn':
    'A person withdrew what they had consented to at a client, which is told; its grants of that person ended.',
  'code.replayed': 'An authorisation code came a second time; its grant was ended.',
  'refresh.replayed': 'A refresh token that had been used came again; its grant was ended.',
  'claims.released': 'A client was given an identification number.',
  'session.started': 'Somebody signed in; a session began.',
  'session.joined': 'A client was told of a session for the first time (the first hop).',
  'session.ended':
    'A session was ended; the detail says why and how many clients are owed a logout token.',
  'session.sent_to_source':
    'Whoever signed out here was sent to the source that the session had come from, to sign out there too.',
  'session.left_source':
    "The person's sign-out went on at the source that the session had come from; the source confirmed it, or did not.",
  'delivery.delivered':
    'Something owed to an outside party was accepted by it; the receipt is in the outbox.',
  'delivery.dead': 'Something owed to an outside party was given up; the code is the last fault.',
  'outbox.notices_removed':
    'A batch of notices or messages that ended long ago was removed from the outbox; the detail has a digest over their ids.',
  'source.registered': 'A department login system was connected.',
  'source.changed': 'The registration of a source was changed; the detail names the fields.',
  'source.paused': 'A source was switched off.',
  'source.moved': 'A source was taken a step of its life; the detail has from and to.',
  'source.testers_named': 'The accounts that try a source were named; the detail has how many.',
  'source.tried':
    'Somebody of the staff asked a system with the settings of a form, before they were saved; the detail has the protocol, and the fault where it did not answer.',
  'source.previewed':
    'Somebody of the staff signed in at a source to see what it says; nothing came of it. The detail has which of the six outcomes would follow, and why.',
  'source.compared':
    'Somebody signed in had what a source in shadow says compared with who they are; what it gave is only counted.',
  'source.resumed': 'A source was switched on again.',
  'source.signed_out':
    'A source said that a session of its own had ended; the detail has how many sessions here ended by that, 0 where none had begun yet.',
  'source.failing': 'A source failed so often in a row that it is not tried for a while.',
  'source.recovered': 'A failing source answers again.',
  'source.expiring':
    'A certificate, document or secret of a source expires soon, or has; the detail says what, when, and at how many days ahead this is told. Once each at 60, 30, 7 and 0.',
  'source.document_changed':
    'What a source publishes of itself (its metadata) is another than before; the detail has its digest.',
  'login.succeeded':
    'Somebody was let in; the detail has the level and how the identity was found.',
  'login.failed':
    'A try to sign in came to nothing: a wrong password, an answer that does not hold, a cancelled visit.',
  'login.refused':
    'Somebody proved an account and was not let in, or went back to the service without signing in.',
  'identity.arrived':
    'Somebody came from a source; the detail holds which of the six outcomes it was, and why.',
  'identity.registered':
    'Somebody without an old account registered; the detail has what was checked, and the level.',
  'identity.checked':
    'An authority was asked about somebody and answered; the detail has the method and the answer. What was asked is kept nowhere.',
  'identity.raised':
    'Somebody signed in was checked by an authority, which counts for their identity from now on; the detail has the method, its level, and what the way in that they used is bound at.',
  'authority.failing':
    'An authority that checks people failed so often in a row that it is not asked for a while.',
  'authority.recovered': 'A failing authority answers again.',
  'identity.link_ended': 'The tie between an account at a source and an identity was taken away.',
  'identity.source_blocked':
    'A person blocked a source for themselves, or (`which` is `new`) those that are connected later; sessions through it end. `strength`: of the way that they had come in by.',
  'identity.source_allowed':
    'A person let in again a source that they had blocked, or those that are connected later.',
  'identity.intervened':
    'Staff suspended, restored or closed an identity, or asked for a new password or new evidence; the detail has the act, the states and the reason.',
  'identity.viewed':
    'Support opened what was tried by somebody; the detail has the reason. The person can read it.',
  'support.sought': 'Support looked for somebody and found nobody in their part of the province.',
  'recovery.begun':
    'Somebody proved by a check to be the owner of an identity and asked for a new password; the detail says when it is due, and to how many addresses that was written.',
  'recovery.stopped':
    'A recovery that waited was stopped, by the link of a notice or by the owner; the password is as it was.',
  'recovery.done':
    'After the waiting the same check was made again, a password was set, and all sessions of the identity ended; the detail says how many second factors were suspended.',
  'paper.printed':
    'A counter printed a paper with a one-time code for whoever showed a document there; the detail has the reason, whether the identity was new, and whether an earlier paper became void by it. The person can read it.',
  'paper.refused':
    'A counter printed nothing: the number is owned under another name, or the identity is kept closed; the detail says which, and whether the desk was asked.',
  'paper.used':
    'The code of a paper was used with the number of the document: a password was set, and all sessions of the identity ended; the detail says how many second factors were suspended.',
  'paper.voided': 'A paper was made void before it was used; the detail says by whom.',
  'identity.told': 'A person was shown what staff had done with the identity.',
  'identity.notice_accepted': 'A person accepted a version of the privacy notice.',
  'credential.set': 'A password was set or changed.',
  'credential.used':
    'A credential of ours was checked and was right; the detail says whether its hash was renewed.',
  'credential.code_sent':
    'A one-time code was written down to be sent by SMS or mail; the detail has the channel and what it is for.',
  'credential.code_checked':
    'A one-time code was typed: it was right and is used up, or it was wrong, used, too old or of another sign-in.',
  'credential.carried':
    "A password that was right at a department's table was hashed anew here; `renewed`: ours was, with the parameters of today.",
  'credential.carried_voided':
    "The department's hash was changed, and our copy of the former one was voided.",
  'credential.carried_set':
    "The person set a new password here for a department's account; from now on only that one counts.",
  'credential.added':
    'A person added an authenticator app or a passkey; the detail has the kind and the level that it is bound at.',
  'credential.changed':
    'A person renamed a second factor, or chose whether it is asked for at every sign-in; the detail says which.',
  'credential.codes_made':
    'A person was given new recovery codes; those that were not used are void.',
  'credential.refused':
    'A second factor that somebody showed in a session, before a change of their own, was wrong.',
  'credential.ended': 'A credential was removed by its owner.',
  'audit.heads_lost':
    'The sealer found fewer heads in its sink than it had put there: a file was cut off or replaced.',
  'audit.syslog_failing':
    'For ten minutes the syslog receiver took nothing of the trail; the detail has the fault and since when. Events wait and are not lost.',
  'audit.syslog_recovered': 'A failing syslog receiver takes the trail again.',
  'audit.archived':
    'A month of the trail was written to an archive and read again; the detail has its digest and its seals.',
  'audit.month_dropped':
    'A month of the trail that stands in an archive was taken out of the database.',
  'audit.imported': 'A month of the trail was loaded from its archive again, to be looked at.',
  'audit.import_removed': 'A month that had been loaded from its archive was taken out again.',
  'audit.exported':
    'An export of the trail was made; the detail has its digest and how many events are in it.',
  'audit.export_fetched': 'An export of the trail was fetched by whoever had asked for it.',
  'audit.searched':
    'The trail was searched or read through; the detail names the filters, and the object is the identity among them.',
  'audit.event_read': 'One event of the trail was opened with its detail.',
  'audit.number_searched':
    'The trail was searched by the number of a document; the object is the identity that was found.',
  'keys.made':
    'A signing key was made: the first ones of its algorithm, or the next one of a rotation.',
  'keys.rotated':
    'The next signing key became the current one; the former one is published until its tokens have expired.',
  'keys.revoked':
    'A signing key that somebody else may hold was deleted; the next one signs in its place.',
  'keys.grants_ended':
    'A batch of grants whose signed access tokens a revoked key may have signed was ended; the detail has a digest over their ids.',
  'keys.retired':
    'An old signing key was deleted, since no token signed with it is valid any more.',
  'keys.resealed':
    'A batch of rows was sealed under another key; the detail has the key id and a digest over the rows.',
  'keys.rehashed':
    'A batch of rows was given the hashes of a version of the match key, or lost those of the former one; the detail has a digest over the rows.',
  'keys.match_version':
    'From now on every row can be found by a version of the match key, or no longer can.',
  'session.raised':
    'The person of a session signed in again; its level and way of sign-in are those now.',
  'session.lang_chosen':
    'Somebody who is signed in chose another language for the pages, and for what they are written.',
  'session.lowered':
    'A session goes on without the second factor that was taken away in it; the detail has what it reaches now.',
  'records.reported':
    'A department reported a batch of case events; the detail counts what became of them and has a digest over those that were taken.',
  'record.applicant_corrected': 'A department gave a case another applicant.',
  'records.released':
    "A client was given a person's cases, or one of them; the detail says how many.",
  'conflict.claimed': 'Somebody of the staff took a question about duplicates to look at it.',
  'conflict.released': 'Somebody of the staff left a question about duplicates to others.',
  'conflict.viewed':
    'Somebody of the staff looked at both sides of a question about duplicates; the detail has the two identities.',
  'conflict.asked':
    'Staff asked the person whether two accounts are theirs; the detail has the two identities.',
  'conflict.answered':
    'The person answered a question of staff about two accounts, or proved two that cannot be of one person.',
  'conflict.told_apart':
    'Staff decided that two identities are two people; the question is settled and not asked again.',
  'conflict.noted': 'Staff looked into a question about one identity, and it is settled.',
  'conflict.reopened':
    'Staff took back that a question was settled; two who were told apart are so no longer.',
  'account.proved':
    'A person proved the first of two accounts, to join them; the second has to follow in the same browser.',
  'staff.refused':
    'Somebody of the staff tried what no role of theirs carries; the detail names the route and the permission.',
  'console.exported': 'Somebody of the staff took a list of the console away as a file.',
  'approval.asked': 'Somebody asked for an act that takes two people; the detail names the act.',
  'approval.decided':
    'A second person approved or refused an act, or tried to and could not: the code says why.',
  'approval.executed':
    'An act that two people wanted was done in the transaction of the decision, or refused by its own rules and left nothing.',
  'approval.completed':
    'The large part of an approved act is done; the detail says how many it touched.',
  'approval.withdrawn': 'Whoever asked for an act took the request back.',
  'approval.expired': 'Nobody decided a request in time; it is closed.',
  'approval.acted_now': 'One person did an act at once, to be reviewed by another within 24 hours.',
  'approval.reviewed':
    'A second person judged an act that was done at once: right or wrong, in time or late.',
  'staff.invited': 'Somebody was invited to be of the staff.',
  'staff.link_made':
    'A one-time link was made for somebody of the staff; the detail says what for. Earlier ones are void.',
  'staff.enrolled':
    'Somebody of the staff has chosen a password and a second factor, and may sign in.',
  'staff.password_set': 'Somebody of the staff set a password.',
  'staff.password_right': 'A password of staff was right; the second factor is asked for.',
  'staff.sign_in_failed':
    'A try to sign in to the console came to nothing; the detail says at which step. The object is who was meant, if there is such a member.',
  'staff.tries_locked':
    'After five wrong tries in a row a work address waits 15 minutes, whether or not there is such a member.',
  'staff.session_started': 'Somebody of the staff signed in with both factors.',
  'staff.session_ended': 'A session of staff ended; the detail says why.',
  'staff.proved_again':
    'Somebody of the staff who is signed in showed the second factor again, before a change of their own.',
  'staff.factor_added': 'Somebody of the staff added a passkey or an authenticator app.',
  'staff.factor_removed': 'Somebody of the staff took a second factor away.',
  'staff.factor_used': 'A second factor of staff was right; the detail says which kind.',
  'staff.codes_made': 'Somebody of the staff was given new recovery codes; earlier ones are void.',
  'staff.factors_reset':
    'The second factors and recovery codes of somebody were taken away, as two people decided; all sessions ended.',
  'staff.granted':
    'Somebody was given a role at a node of the tree; the detail names the approval.',
  'staff.grant_ended': 'A role of somebody was taken away; the detail names the approval.',
  'staff.state_changed': 'A member of staff was locked, unlocked, or has left.',
  'staff.first_made':
    'The command on the machine invited a security administrator, since there was no active one; all staff are told.',
  'staff.message_read': 'Somebody of the staff has read a message to all.',
  'developer.registered': 'Somebody proved a work address and is a developer from now on.',
  'developer.session_started': 'A developer signed in at the portal.',
  'developer.lang_chosen':
    'A developer who is signed in chose another language for the pages, and for what they are written.',
  'developer.session_ended': 'A session of a developer ended; the detail says why.',
  'developer.invited':
    'A department invited whoever has a work address; the detail says which department, and whether a mail is on its way.',
  'developer.invitation_withdrawn':
    'An invitation was taken back by the department, or declined by whom it was to.',
  'developer.joined': 'A developer took an invitation and belongs to the department from now on.',
  'developer.membership_ended':
    'A developer belongs to a department no longer: the department ended it, or the developer left.',
  'identity.merged':
    'Two identities were joined; the detail names the absorbed one, the merge and on whose word, and counts what went along.',
  'identity.separated':
    'Two identities that had been joined were separated again; the detail counts what went back and what was sent after it.',
} as const satisfies Record<string, string>;

export type AuditKind = keyof typeof kinds;
