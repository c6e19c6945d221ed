import OSSSigning
import Synchronization

/// The address that the server turned out to listen on, which it shows as its endpoint unless told otherwise.
final class Listener: Sendable {
    private let configuration: ServerConfiguration
    private let boundPort: Mutex<Int>

    init(configuration: ServerConfiguration) {
        self.configuration = configuration
        boundPort = Mutex(configuration.port)
    }

    var port: Int {
        get { boundPort.withLock { $0 } }
        set { boundPort.withLock { $0 = newValue } }
    }

    /// With scheme and port, so that a client can use it as it is.
    var endpoint: String {
        if let advertised = configuration.advertisedEndpoint { return advertised.description }
        let host = configuration.host.contains(":") ? "[\(configuration.host)]" : configuration.host
        return "\(configuration.tls == nil ? "http" : "https")://\(host):\(port)"
    }

    /// The URL of an object: with the bucket in the host where the endpoint is a domain of ours, and in the path where it is an address.
    func url(of bucket: BucketName, _ key: ObjectKey) -> String {
        let path = PercentEncoding.encode(key.bytes, keepingSlash: true)
        guard let advertised = configuration.advertisedEndpoint, !advertised.isIPAddress, let schemeEnd = endpoint.firstRange(of: "://") else {
            return "\(endpoint)/\(bucket)/\(path)"
        }
        return "\(endpoint[..<schemeEnd.upperBound])\(bucket).\(endpoint[schemeEnd.upperBound...])/\(path)"
    }
}
