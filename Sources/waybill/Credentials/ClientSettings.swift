import OSSClient
import OSSSigning

/// The settings of a command and where its credentials come from, before anything is asked of the network.
struct ClientSettings {
    /// Flags, environment, configuration file.
    let layered: LayeredSettings
    /// The proxy, certificates and time limits.
    let transport: TransportConfiguration
    /// Everything that is asked for credentials, in order.
    let sources: [CredentialsSource]
    /// The source that is set up, as far as that can be told without asking the network; `nil` leaves what the surroundings have.
    let configured: (source: String, recipe: CredentialsRecipe)?
    /// The local server, when it is what the settings mean.
    let server: RunningServer?
    private let standard: StandardSources
    private let variables: EnvironmentVariables

    /// - Throws: `CommandFailure` that says what to set or where a file is wrong.
    ///
    /// - Parameter isTracing: whether a source that is set up wrongly is left to the search, which then tells of it.
    init(_ options: ClientOptions, bucket: BucketName? = nil, isTracing: Bool = false) throws {
        variables = options.ignoreEnvVar ? EnvironmentVariables.process.switchesOnly : .process
        standard = StandardSources(variables)
        let file = try Self.configurationFile(options, bucket: bucket, variables: variables)
        let layered = LayeredSettings([try options.layer(), .environment(variables), file], variables: variables)
        self.layered = layered
        let local = try LocalServerKey(options.data, endpoint: layered[.endpoint]?.text)
        sources = layered.sources + standard.configured + [local.source] + standard.surroundings
        configured = isTracing ? nil : try Self.first(of: sources)
        server = local.server.flatMap { [configured] server in
            if layered[.endpoint] != nil { return layered[.endpoint]?.text == server.endpoint ? server : nil }
            guard let configured else { return nil }
            if configured.source == LocalServerKey.sourceName { return server }
            if case .fixed(let credentials) = configured.recipe, credentials.accessKey?.id.rawValue == server.accessKeyID { return server }
            return nil
        }
        if options.profile != nil, configured?.source == "environment_oss" {
            Console.note("note: the access key comes from OSS_ACCESS_KEY_ID, which stands before --profile; --ignore-env-var leaves it out")
        }
        transport = try TransportConfiguration(layered, variables: variables, roots: options.caCertificate)
        if !isTracing, options.roleArn != nil, !layered.layers.contains(where: { [configured] in $0.name == configured?.source }) {
            throw CommandFailure.usage("--role-arn: there is no access key to assume the role with; pass one, or set OSS_ACCESS_KEY_ID")
        }
    }

    /// The search for credentials.
    func chain() -> CredentialsChain {
        var network = CredentialsNetwork(transport)
        // For tests, and for clouds whose metadata stands elsewhere.
        if let endpoint = variables["WAYBILL_ECS_METADATA_ENDPOINT"] { network.metadataEndpoint = endpoint }
        return CredentialsChain(sources, network: network, allowsMetadataVersion1: standard.allowsMetadataVersion1)
    }

    /// Where credentials come from. Those at hand need no search and no connection.
    var provider: any CredentialsProvider {
        if case .fixed(let credentials) = configured?.recipe { return .static(credentials) }
        return chain()
    }

    /// The access keys of all sources that need no request.
    var accessKeysAtHand: [Credentials.AccessKey] {
        sources.compactMap { source in
            do {
                guard case .found(.fixed(let credentials)) = try source.look() else { return nil }
                return credentials.accessKey
            } catch {
                return nil
            }
        }
    }

    /// The first source that is set up.
    private static func first(of sources: [CredentialsSource]) throws -> (source: String, recipe: CredentialsRecipe)? {
        // What comes behind a probe is asked after it.
        for source in sources.prefix(while: { !$0.isProbe }) {
            do {
                if case .found(let recipe) = try source.look() { return (source.name, recipe) }
            } catch let error as ClientError {
                throw CommandFailure(settings: error)
            }
        }
        return nil
    }

    private static func configurationFile(_ options: ClientOptions, bucket: BucketName?, variables: EnvironmentVariables) throws -> SettingLayer {
        let named = options.configFile ?? variables["OSSUTIL_CONFIG_FILE"]
        let profile = options.profile ?? variables["OSSUTIL_PROFILE"]
        let path = named.map(variables.expanding) ?? variables.expanding("~/.ossutilconfig")
        let absence = SettingLayer("ossutil_config", absence: "there is no \(path)")
        do {
            guard let configuration = try OSSUtilConfiguration.read(path) else {
                if named != nil { throw CommandFailure.usage("there is no configuration file at \(path)") }
                if options.profile != nil, profile != "default" { throw CommandFailure.usage("--profile: there is no \(path)") }
                return absence
            }
            for warning in configuration.warnings { Console.note("warning: \(warning)") }
            guard let layer = configuration.layer(profile: profile, bucket: bucket?.rawValue) else {
                throw CommandFailure.usage("\(path) has no [profile \(profile ?? "")]; it has: \(configuration.profileNames.joined(separator: ", "))")
            }
            return layer
        } catch let error as ClientError {
            throw CommandFailure(settings: error)
        }
    }
}

extension CommandFailure {
    /// What is wrong with settings: half a key is a mistake of usage, a file's content a problem of this machine.
    init(settings error: ClientError) {
        let isUsage = error.code == .credentialsUnavailable || error.message.hasPrefix("--")
        self.init(status: isUsage ? .usage : .local, message: error.message)
    }
}

/// The access key of a server that is running on a data folder.
private struct LocalServerKey {
    static let sourceName = "local_server"
    let server: RunningServer?
    let source: CredentialsSource

    /// - Parameter endpoint: what is set; the key of a server at another address is of no use.
    init(_ folder: String, endpoint: String?) throws {
        let server = RunningServer.find(in: folder)
        self.server = server
        guard let server else {
            source = CredentialsSource(Self.sourceName) { .absent("no server runs on \(folder)") }
            return
        }
        guard endpoint == nil || endpoint == server.endpoint else {
            source = CredentialsSource(Self.sourceName) { .absent("the endpoint is another one") }
            return
        }
        source = CredentialsSource(Self.sourceName) {
            // A server that was given its keys has kept none, or others from before.
            guard let kept = try KeptAccessKey.load(from: folder), kept.accessKeyID == server.accessKeyID else {
                return .absent("the server that runs on \(folder) was given its key")
            }
            return .found(.fixed(try kept.credentials()))
        }
    }
}
