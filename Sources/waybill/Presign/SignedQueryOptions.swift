import ArgumentParser
import HTTPTypes
import OSSServer
import OSSSigning
import OSSWire

/// What a URL carries besides its signature. Whoever uses it need not know of it, and cannot change it.
struct SignedQueryOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Add a query parameter (repeatable).", valueName: "K=V"))
    var queryParam: [PairArgument] = []

    @Option(help: "The version of the object that the URL is for.")
    var versionId: String?

    @Option(help: ArgumentHelp("How fast the transfer may be: 819200 to 838860800 bits a second.", valueName: "bits"))
    var trafficLimit: SizeArgument?

    @OptionGroup var callback: CallbackOptions

    @Flag(help: "Where the callback travels. In the query, whoever uses the URL sees it; as headers, it must be sent.")
    var callbackCarrier = CallbackCarrier.callbackInQuery

    @Option(help: ArgumentHelp("The address or network that alone can use the URL.", valueName: "IP|CIDR"))
    var sourceIp: String?

    @Flag(help: "Sign the address of --source-ip and leave it out of the URL, which then tells the length of the mask alone.")
    var hideSourceIp = false

    @Option(help: ArgumentHelp("The VPC that alone can use the URL.", valueName: "id"))
    var vpcId: String?

    @Flag(help: "With --source-ip or --vpc-id: let proxies be between; the address that they forward for counts.")
    var forwardAllow = false

    /// Where a callback is put.
    enum CallbackCarrier: String, EnumerableFlag { case callbackInQuery, callbackInHeader }

    /// Whether stdin is read for a value.
    var readsStandardInput: Bool { callback.standardInputCount > 0 }

    /// What the flags add up to, files and stdin read.
    struct Additions {
        var parameters: [QueryParameter]
        var headers: HTTPFields = [:]
        /// Signed, and not in the URL.
        var implied: [QueryParameter] = []
    }

    /// - Throws: `CommandFailure` for a value that OSS would refuse.
    func additions() throws -> Additions {
        var additions = Additions(parameters: queryParam.map { QueryParameter($0.name, $0.value) })
        if let versionId { additions.parameters.append(QueryParameter("versionId", versionId)) }
        if let limit = trafficLimit?.bytes {
            guard (819_200...838_860_800).contains(limit) else {
                throw CommandFailure.usage("--traffic-limit: 819200 to 838860800 bits a second")
            }
            additions.parameters.append(QueryParameter("x-oss-traffic-limit", String(limit)))
        }
        try bind(&additions)
        try addCallback(&additions)
        return additions
    }

    private func bind(_ additions: inout Additions) throws {
        guard sourceIp != nil || vpcId != nil || !forwardAllow else { throw CommandFailure.usage("--forward-allow needs --source-ip or --vpc-id") }
        guard sourceIp != nil || !hideSourceIp else { throw CommandFailure.usage("--hide-source-ip needs --source-ip") }
        if let sourceIp {
            guard let network = SourceNetwork(sourceIp) else {
                throw CommandFailure.usage("--source-ip: an address such as 203.0.113.7, or a network such as 203.0.113.0/24")
            }
            let address = QueryParameter(SourceBinding.sourceIP, network.address)
            if hideSourceIp { additions.implied.append(address) } else { additions.parameters.append(address) }
            if hideSourceIp || network.isMasked {
                additions.parameters.append(QueryParameter(SourceBinding.subnetMask, String(network.maskBits)))
            }
        }
        if let vpcId {
            guard SourceBinding.isVPCID(vpcId) else { throw CommandFailure.usage("--vpc-id: letters, digits, - and _, 128 at the most") }
            additions.parameters.append(QueryParameter(SourceBinding.vpc, vpcId))
        }
        if forwardAllow { additions.parameters.append(QueryParameter(SourceBinding.forwardAllow, "true")) }
    }

    private func addCallback(_ additions: inout Additions) throws {
        guard callback.standardInputCount <= 1 else {
            throw CommandFailure.usage("stdin can be read once: give --callback or --callback-var as a file")
        }
        let (encoded, variables) = try callback.encoded()
        for (name, value) in [("callback", encoded), ("callback-var", variables)] {
            guard let value else { continue }
            switch callbackCarrier {
            case .callbackInQuery: additions.parameters.append(QueryParameter(name, value))
            case .callbackInHeader: additions.headers[HTTPField.Name("x-oss-\(name)")!] = value
            }
        }
    }
}
