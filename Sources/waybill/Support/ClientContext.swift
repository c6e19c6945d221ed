import OSSClient
import OSSSigning

/// The settings of a command, added up: where requests go, how they are signed, and where the credentials come from.
struct ClientContext {
    let region: Region
    let endpoint: Endpoint?
    let addressing: AddressingStyle
    let signatureVersion: SignatureVersion
    /// Where credentials come from. Those that have to be fetched are fetched when they are asked for.
    let provider: any CredentialsProvider

    init(_ options: ClientOptions, bucket: BucketName?) throws {
        let context = try SigningContext(region: options.region, endpoint: options.endpoint, data: options.data)
        region = context.region
        endpoint = context.endpoint
        addressing = options.addressingStyle ?? .virtualHosted
        signatureVersion = options.signVersion ?? .v4
        provider = .static(context.credentials)
    }

    /// The credentials of now.
    /// - Throws: `CommandFailure`.
    func credentials() async throws -> Credentials {
        do { return try await provider.credentials() } catch let error as ClientError { throw CommandFailure.local(error.message) }
    }

    /// A signer with the credentials of now, for what is signed and not sent. It opens no connection when the credentials are at hand.
    func signer() async throws -> RequestSigner {
        let credentials = try await credentials()
        do {
            return try RequestSigner(
                credentials: credentials, region: region, endpoint: endpoint, addressing: addressing, version: signatureVersion,
                product: endpoint?.cloudBoxID == nil ? .oss : .ossCloudBox)
        } catch {
            throw CommandFailure.usage("\(error)")
        }
    }

    /// The client's configuration.
    func configuration() throws -> ClientConfiguration {
        var configuration = ClientConfiguration(region: region, endpoint: endpoint)
        configuration.addressing = addressing
        configuration.signatureVersion = signatureVersion
        return configuration
    }

    /// A client.
    func client() throws -> OSSClient {
        do { return try OSSClient(configuration(), credentials: provider) } catch let error as ClientError {
            throw CommandFailure.usage(error.message)
        }
    }
}
