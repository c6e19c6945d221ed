import HTTPTypes
import OSSSigning
import OSSStorage
import OSSWire

/// The answer to a preflight. No bucket has CORS rules yet, so it is the refusal that OSS gives for such a bucket.
///
/// OSS page: "OptionObject".
enum Preflight {
    static func answer(_ request: ReceivedRequest, _ bucket: StoredBucket?) throws(OSSError) -> Response {
        guard request.fields.contains(HTTPField.Name("Origin")!) else {
            throw OSSError(
                status: 400, code: .badRequest, message: "Insufficient information. Origin request header needed.", ec: "0034-00000101")
        }
        guard request.fields.contains(HTTPField.Name("Access-Control-Request-Method")!) else {
            throw OSSError(
                status: 400, code: .badRequest, message: "Insufficient information. Access-Control-Request-Method request header needed.",
                ec: "0034-00000102")
        }
        throw OSSError(
            status: 403, code: ErrorCode(rawValue: "AccessForbidden"),
            message: "CORSResponse: CORS is not enabled for this bucket.", ec: "0003-00000601")
    }
}
