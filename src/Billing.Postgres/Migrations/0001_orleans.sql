-- What Orleans' AdoNet providers need. The packages read these statements by key at start and run them; tables,
-- statements and names of columns are ours, by the providers' contract (keys, parameters, columns of the results).

create table orleansquery
(
    querykey  varchar(64) primary key,
    querytext varchar(8000) not null
);

create table orleansmembershipversion
(
    deploymentid varchar(150) primary key,
    version      int not null default 0,
    changedat    timestamptz not null default now()
);

create table orleansmembership
(
    deploymentid varchar(150) not null references orleansmembershipversion on delete cascade,
    address      varchar(45)  not null,
    port         int          not null,
    generation   int          not null,
    siloname     varchar(150) not null,
    hostname     varchar(150) not null,
    status       int          not null,
    proxyport    int,
    suspecttimes varchar(8000),
    starttime    timestamptz  not null,
    iamalivetime timestamptz  not null,
    primary key (deploymentid, address, port, generation)
);

create table orleansstorage
(
    grainidhash            int          not null,
    grainidn0              bigint       not null,
    grainidn1              bigint       not null,
    graintypehash          int          not null,
    graintypestring        varchar(512) not null,
    grainidextensionstring varchar(512),
    serviceid              varchar(150) not null,
    payloadbinary          bytea,
    modifiedon             timestamptz  not null,
    version                int          not null
);

-- The hashes find, the rest decides; two writers of a new row must meet here.
create unique index orleansstorage_identity on orleansstorage
    (grainidhash, graintypehash, grainidn0, grainidn1, graintypestring, serviceid, coalesce(grainidextensionstring, ''));

create table orleansreminders
(
    serviceid    varchar(150) not null,
    grainid      varchar(150) not null,
    remindername varchar(150) not null,
    starttime    timestamptz  not null,
    period       bigint       not null,
    grainhash    int          not null,
    version      int          not null,
    primary key (serviceid, grainid, remindername)
);

create index orleansreminders_ring on orleansreminders (serviceid, grainhash);

insert into orleansquery (querykey, querytext)
values
-- membership: the version row is bumped by every insert and update, and a stale one changes nothing
('InsertMembershipVersionKey', $q$
    with new as (
        insert into orleansmembershipversion (deploymentid) values (@DeploymentId)
        on conflict (deploymentid) do nothing
        returning 1)
    select count(*)::int from new
$q$),
('InsertMembershipKey', $q$
    with bumped as (
        update orleansmembershipversion v set version = v.version + 1, changedat = now()
        where v.deploymentid = @DeploymentId and v.version = @Version
          and not exists (select from orleansmembership m where m.deploymentid = @DeploymentId and m.address = @Address
                          and m.port = @Port and m.generation = @Generation)
        returning v.deploymentid),
    new as (
        insert into orleansmembership (deploymentid, address, port, generation, siloname, hostname, status, proxyport,
                                       starttime, iamalivetime)
        select b.deploymentid, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime,
               @IAmAliveTime
        from bumped b
        returning 1)
    select count(*)::int from new
$q$),
('UpdateMembershipKey', $q$
    with bumped as (
        update orleansmembershipversion v set version = v.version + 1, changedat = now()
        where v.deploymentid = @DeploymentId and v.version = @Version
          and exists (select from orleansmembership m where m.deploymentid = @DeploymentId and m.address = @Address
                      and m.port = @Port and m.generation = @Generation)
        returning v.deploymentid),
    changed as (
        update orleansmembership m set status = @Status, suspecttimes = @SuspectTimes, iamalivetime = @IAmAliveTime
        from bumped b
        where m.deploymentid = b.deploymentid and m.address = @Address and m.port = @Port
          and m.generation = @Generation
        returning 1)
    select count(*)::int from changed
$q$),
('UpdateIAmAlivetimeKey', $q$
    update orleansmembership set iamalivetime = @IAmAliveTime
    where deploymentid = @DeploymentId and address = @Address and port = @Port and generation = @Generation
$q$),
('MembershipReadRowKey', $q$
    select v.deploymentid, m.address, m.port, m.generation, m.siloname, m.hostname, m.status, m.proxyport,
           m.suspecttimes, m.starttime, m.iamalivetime, v.version
    from orleansmembershipversion v
    left join orleansmembership m on m.deploymentid = v.deploymentid and m.address = @Address and m.port = @Port
                                  and m.generation = @Generation
    where v.deploymentid = @DeploymentId
$q$),
('MembershipReadAllKey', $q$
    select v.deploymentid, m.address, m.port, m.generation, m.siloname, m.hostname, m.status, m.proxyport,
           m.suspecttimes, m.starttime, m.iamalivetime, v.version
    from orleansmembershipversion v
    left join orleansmembership m on m.deploymentid = v.deploymentid
    where v.deploymentid = @DeploymentId
$q$),
('DeleteMembershipTableEntriesKey', $q$
    delete from orleansmembershipversion where deploymentid = @DeploymentId
$q$),
('GatewaysQueryKey', $q$
    select address, proxyport, generation from orleansmembership
    where deploymentid = @DeploymentId and status = @Status and proxyport > 0
$q$),
('CleanupDefunctSiloEntriesKey', $q$
    delete from orleansmembership
    where deploymentid = @DeploymentId and iamalivetime < @IAmAliveTime and status <> 3
$q$),
-- grain storage: the version is the ETag; the old version back means that the write was refused
('WriteToStorageKey', $q$
    with changed as (
        update orleansstorage s set payloadbinary = @PayloadBinary, modifiedon = now(), version = s.version + 1
        where s.grainidhash = @GrainIdHash and s.graintypehash = @GrainTypeHash and s.grainidn0 = @GrainIdN0
          and s.grainidn1 = @GrainIdN1 and s.graintypestring = @GrainTypeString and s.serviceid = @ServiceId
          and s.grainidextensionstring is not distinct from @GrainIdExtensionString::varchar
          and s.version = @GrainStateVersion::int
        returning s.version),
    new as (
        insert into orleansstorage (grainidhash, grainidn0, grainidn1, graintypehash, graintypestring,
                                    grainidextensionstring, serviceid, payloadbinary, modifiedon, version)
        select @GrainIdHash, @GrainIdN0, @GrainIdN1, @GrainTypeHash, @GrainTypeString,
               @GrainIdExtensionString::varchar, @ServiceId, @PayloadBinary, now(), 1
        where @GrainStateVersion::int is null
        on conflict do nothing
        returning version)
    select coalesce((select version from changed), (select version from new), @GrainStateVersion::int)
           as NewGrainStateVersion
$q$),
('ReadFromStorageKey', $q$
    select payloadbinary, now() as readat, version
    from orleansstorage
    where grainidhash = @GrainIdHash and graintypehash = @GrainTypeHash and grainidn0 = @GrainIdN0
      and grainidn1 = @GrainIdN1 and graintypestring = @GrainTypeString and serviceid = @ServiceId
      and grainidextensionstring is not distinct from @GrainIdExtensionString::varchar
$q$),
('ClearStorageKey', $q$
    with cleared as (
        update orleansstorage s set payloadbinary = null, modifiedon = now(), version = s.version + 1
        where s.grainidhash = @GrainIdHash and s.graintypehash = @GrainTypeHash and s.grainidn0 = @GrainIdN0
          and s.grainidn1 = @GrainIdN1 and s.graintypestring = @GrainTypeString and s.serviceid = @ServiceId
          and s.grainidextensionstring is not distinct from @GrainIdExtensionString::varchar
          and s.version = @GrainStateVersion::int
        returning s.version)
    select coalesce((select version from cleared), @GrainStateVersion::int) as NewGrainStateVersion
$q$),
('DeleteStorageKey', $q$
    with gone as (
        delete from orleansstorage s
        where s.grainidhash = @GrainIdHash and s.graintypehash = @GrainTypeHash and s.grainidn0 = @GrainIdN0
          and s.grainidn1 = @GrainIdN1 and s.graintypestring = @GrainTypeString and s.serviceid = @ServiceId
          and s.grainidextensionstring is not distinct from @GrainIdExtensionString::varchar
          and s.version = @GrainStateVersion::int
        returning s.version)
    select coalesce((select version + 1 from gone), @GrainStateVersion::int) as NewGrainStateVersion
$q$),
-- reminders
('UpsertReminderRowKey', $q$
    insert into orleansreminders as r (serviceid, grainid, remindername, starttime, period, grainhash, version)
    values (@ServiceId, @GrainId, @ReminderName, @StartTime, @Period, @GrainHash, 0)
    on conflict (serviceid, grainid, remindername) do update
        set starttime = excluded.starttime, period = excluded.period, grainhash = excluded.grainhash,
            version = r.version + 1
    returning version
$q$),
('ReadReminderRowKey', $q$
    select grainid, remindername, starttime, period, version from orleansreminders
    where serviceid = @ServiceId and grainid = @GrainId and remindername = @ReminderName
$q$),
('ReadReminderRowsKey', $q$
    select grainid, remindername, starttime, period, version from orleansreminders
    where serviceid = @ServiceId and grainid = @GrainId
$q$),
('ReadRangeRows1Key', $q$
    select grainid, remindername, starttime, period, version from orleansreminders
    where serviceid = @ServiceId and grainhash > @BeginHash and grainhash <= @EndHash
$q$),
('ReadRangeRows2Key', $q$
    select grainid, remindername, starttime, period, version from orleansreminders
    where serviceid = @ServiceId and (grainhash > @BeginHash or grainhash <= @EndHash)
$q$),
('DeleteReminderRowKey', $q$
    with gone as (
        delete from orleansreminders
        where serviceid = @ServiceId and grainid = @GrainId and remindername = @ReminderName and version = @Version
        returning 1)
    select count(*)::int from gone
$q$),
('DeleteReminderRowsKey', $q$
    delete from orleansreminders where serviceid = @ServiceId
$q$);
