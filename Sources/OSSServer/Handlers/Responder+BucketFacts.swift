import HTTPTypes
import OSSSigning
import OSSStorage
import OSSWire

/// What a bucket, and the service, tell about themselves.
extension Responder {
    /// OSS page: "GetBucketInfo". HEAD on a bucket is the same without the document.
    func getBucketInfo(_ call: BucketCall) throws -> Response {
        let settings = call.bucket.settings
        let information = BucketInfo(
            name: call.name, region: configuration.region, creation: call.bucket.creation, extranetEndpoint: listener.endpoint,
            intranetEndpoint: listener.endpoint, storageClass: settings.storageClass,
            dataRedundancyType: DataRedundancyType(rawValue: settings.redundancy), owner: call.call.owner, grant: settings.acl,
            versioning: settings.versioning, blockPublicAccess: call.bucket.hasPublicAccessBlock)
        var response = Response.xml(information.xml)
        if call.call.request.method == .head { response.body = .omitted(length: response.body.length) }
        return response
    }

    /// OSS page: "GetBucketLocation".
    func getBucketLocation() -> Response { .xml(LocationConstraint(region: configuration.region).xml) }

    /// OSS page: "GetBucketStat". The numbers are those of this moment; OSS's own lag by an hour or more.
    func getBucketStat(_ call: BucketCall) async throws -> Response {
        let statistics = try await storage.statistics(call.name)
        var stat = BucketStat()
        stat.moment = call.now
        stat.multipartUploadCount = statistics.uploads
        stat.multipartPartCount = statistics.parts
        stat.deleteMarkerCount = statistics.deleteMarkers
        stat.standard = statistics.usage(of: .standard)
        stat.infrequentAccess = statistics.usage(of: .infrequentAccess)
        stat.archive = statistics.usage(of: .archive)
        stat.coldArchive = statistics.usage(of: .coldArchive)
        stat.deepColdArchive = statistics.usage(of: .deepColdArchive)
        return .xml(stat.xml)
    }

    /// OSS page: "ListLiveChannel". There never are any.
    func listLiveChannel(_ call: Call) throws -> Response {
        let maxKeys = try PageSize.parse(call.query, allowed: 1...1000) ?? 100
        return .xml(
            ListLiveChannelResult(
                prefix: call.query.first("prefix") ?? "", marker: call.query.first("marker") ?? "", maxKeys: maxKeys
            ).xml)
    }

    /// OSS page: "DescribeRegions". This server is its own region's endpoint, also for transfer acceleration; the others are OSS's.
    func describeRegions(_ call: Call) throws -> Response {
        let own = RegionInfoList.RegionInfo(
            region: configuration.region, internetEndpoint: listener.endpoint, internalEndpoint: listener.endpoint,
            accelerateEndpoint: listener.endpoint)
        return .xml(try RegionInfoList(filter: call.query.first("regions"), own: own).xml)
    }
}

extension BucketStatistics {
    /// What is there, and what OSS would charge for it: an object of another class than Standard counts as 64 KB at least. Sizes are known in
    /// sum only, so small objects beside large ones can be charged for too little here.
    fileprivate func usage(of storageClass: StorageClass) -> BucketStat.Usage {
        guard let usage = usage[storageClass] else { return BucketStat.Usage() }
        let (least, overflow) = usage.objects.multipliedReportingOverflow(by: storageClass == .standard ? 0 : 65_536)
        return BucketStat.Usage(storage: overflow ? .max : max(usage.bytes, least), realStorage: usage.bytes, objectCount: usage.objects)
    }
}
