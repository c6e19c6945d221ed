import HTTPTypes
import OSSAccess
import OSSSigning
import OSSStorage
import OSSWire

/// What is known of a request besides its words: where it came from, when, and its body. Like ``Call`` it is one object, handed on by reference.
final class Arrival {
    let body: RequestBody
    /// The moment that counts for all of it.
    let now: SigningTime
    let requestID: RequestID
    /// The host and port that the request is for.
    let authority: String
    /// Where it came from.
    let origin: RequestOrigin
    /// Who there was when it came.
    let directory: AccessDirectory
    /// What the account says then.
    let account: AccountSettings

    init(
        body: RequestBody, now: SigningTime, requestID: RequestID, authority: String, origin: RequestOrigin, directory: AccessDirectory,
        account: AccountSettings
    ) {
        self.body = body
        self.now = now
        self.requestID = requestID
        self.authority = authority
        self.origin = origin
        self.directory = directory
        self.account = account
    }

    /// The address of whoever asks, without its port: of the peer, or of whom trusted proxies speak for.
    var clientIP: String { origin.clientIP }

    /// When and from where it came, and what counts for everybody then.
    var circumstances: Circumstances { Circumstances(origin: origin, now: now, owner: directory.identities.account, account: account) }
}

/// What a handler works on: an authorised request and its body.
///
/// One object for each request. As a value it would be more than a kilobyte with dozens of references, copied and counted from function to
/// function, and kept by each that waits.
final class Call {
    let operation: Operation
    let authorized: AuthorizedRequest
    /// The bucket as it was found when the request arrived; `nil` for the service, and for a bucket that is about to be made.
    let bucket: StoredBucket?
    let arrival: Arrival

    init(operation: Operation, authorized: AuthorizedRequest, bucket: StoredBucket?, arrival: Arrival) {
        self.operation = operation
        self.authorized = authorized
        self.bucket = bucket
        self.arrival = arrival
    }

    var request: ReceivedRequest { authorized.request }
    var body: RequestBody { arrival.body }
    var now: SigningTime { arrival.now }
    var query: Query { request.query }
    /// What the account says.
    var account: AccountSettings { arrival.account }
    /// The account that owns everything.
    var owner: Owner { arrival.directory.owner }

    /// The version that the request names.
    /// - Throws: InvalidArgument for one that cannot be.
    var version: VersionID? {
        get throws(OSSError) {
            guard let text = query.first("versionId") else { return nil }
            guard let version = VersionID(text) else {
                throw .invalidArgument("Invalid version id specified", name: "versionId", value: text)
            }
            return version
        }
    }
}

/// A call about a bucket that exists.
struct BucketCall {
    let call: Call
    let bucket: StoredBucket

    var name: BucketName { bucket.name }
    var query: Query { call.query }
    var fields: HTTPFields { call.request.fields }
    var now: SigningTime { call.now }
    /// Whether public ACLs and policies have no effect in the bucket.
    var blocksPublicAccess: Bool { bucket.blocksPublicAccess(in: call.account) }

    init(_ call: Call) throws(OSSError) {
        guard let bucket = call.bucket else { throw .noSuchBucket(call.request.resource.bucket?.rawValue ?? "") }
        self.call = call
        self.bucket = bucket
    }
}

/// A call about an object, which may exist or not.
struct ObjectCall {
    let call: Call
    let bucket: StoredBucket
    let key: ObjectKey

    var query: Query { call.query }
    var fields: HTTPFields { call.request.fields }
    var body: RequestBody { call.body }
    var now: SigningTime { call.now }

    init(_ call: Call) throws(OSSError) {
        guard let bucket = call.bucket, let key = call.request.resource.key else {
            throw .noSuchBucket(call.request.resource.bucket?.rawValue ?? "")
        }
        self.call = call
        self.bucket = bucket
        self.key = key
    }
}
