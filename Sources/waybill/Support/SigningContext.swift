import OSSSigning

/// What the flags, the environment and a running local server add up to.
struct SigningContext {
    let credentials: Credentials
    let region: Region
    let endpoint: Endpoint?

    /// - Throws: `CommandFailure` that says what to set.
    init(region: String?, endpoint: String?, data: String) throws {
        let environment = Environment()
        let server = RunningServer.find(in: data)
        // A server that was given its keys has kept none, or others from before.
        let local = try server.flatMap { server in
            try KeptAccessKey.load(from: data).flatMap { $0.accessKeyID == server.accessKeyID ? $0 : nil }
        }
        let endpointText = endpoint ?? environment.endpoint
        let given = try environment.credentials()
        // A local server stands in when nothing is set, or when it is what the settings mean.
        let isLocal = server.map { server in
            endpointText == server.endpoint || (endpointText == nil && (given == nil || given?.accessKey?.id.rawValue == server.accessKeyID))
        }
        let regionText = region ?? environment.region
        let usesServer = isLocal == true ? server : nil
        if let usesServer, let regionText, regionText != usesServer.region {
            throw CommandFailure.usage(
                "the region is set to \(regionText), and the local server's is \(usesServer.region); leave the region out, or name the endpoint of OSS"
            )
        }
        guard let credentials = try given ?? (usesServer == nil ? nil : local?.credentials()) else {
            throw CommandFailure.usage(
                "no credentials: set OSS_ACCESS_KEY_ID and OSS_ACCESS_KEY_SECRET, or start a local server here with `waybill serve`")
        }
        self.credentials = credentials
        self.endpoint = try Self.endpoint(endpointText ?? usesServer?.endpoint)
        self.region = try Self.region(regionText ?? usesServer?.region, endpoint: self.endpoint)
    }

    static func endpoint(_ text: String?) throws -> Endpoint? {
        do { return try text.map { try Endpoint($0) } } catch { throw CommandFailure.usage("--endpoint: \(error)") }
    }

    static func region(_ text: String?, endpoint: Endpoint?) throws -> Region {
        guard let text else {
            if let region = endpoint?.regionID { return region }
            throw CommandFailure.usage("no region: pass --region cn-hangzhou, or set OSS_REGION")
        }
        do { return try Region(text) } catch { throw CommandFailure.usage("--region: \(error)") }
    }
}
