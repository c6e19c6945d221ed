import HTTPTypes
import OSSSigning

/// Signs one URL and prints its length. What this program is linked with is what an application pays for the signing library alone.
@main enum Linkage {
    static func main() throws {
        let credentials = try Credentials(accessKeyID: "LTAI5tExampleAK", accessKeySecret: "ExampleSecretKey0123456789")
        let signer = try RequestSigner(credentials: credentials, region: Region("cn-hangzhou"))
        let request = try UnsignedRequest(.put, bucket: BucketName("examplebucket"), key: ObjectKey("exampleobject.txt"))
        let presigned = try signer.presign(request, at: SigningTime(secondsSinceEpoch: 1_731_400_358)!)
        print(presigned.url.utf8.count)
    }
}
