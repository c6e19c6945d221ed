import ArgumentParser
import OSSSigning
import OSSSnippets
import OSSWire

extension FormSnippet.Language: ExpressibleByArgument {}

/// `waybill post-policy`: prints a form that anybody can upload with until it expires.
struct PostPolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "post-policy", abstract: "Print a signed form for uploads with limits: size, type, name.",
        discussion: """
            waybill post-policy oss://examplebucket/photos/ --max-size 10M --content-type 'image/*' --print html
            waybill post-policy oss://examplebucket/photo.jpg --max-size 10M --print curl

            A key that ends with a slash is a prefix: the file's own name stands behind it. The form is printed as JSON: url, fields (in \
            the order in which they are to be sent, the file behind them in file_field), expiration.
            """)

    @Argument(help: "Where the files go: oss://BUCKET/KEY, or oss://BUCKET/PREFIX/.")
    var target: ObjectURL

    @Flag(help: "The key is a prefix although it does not end with a slash.")
    var keyPrefix = false

    @Option(help: ArgumentHelp("The endpoint in the URL, where the public reaches the bucket by another one than --endpoint.", valueName: "URL"))
    var publicEndpoint: String?

    @OptionGroup(title: "Credentials and connection") var client: ClientOptions
    @OptionGroup(title: "Validity") var expiry: ExpiryOptions
    @OptionGroup(title: "Limits") var limits: PostConditionOptions
    @OptionGroup(title: "Fields") var fields: PostFieldOptions

    @Option(name: .customLong("print"), help: ArgumentHelp("Print a whole program or page that sends the form.", valueName: "client"))
    var language: FormSnippet.Language?

    @Option(name: .customLong("file"), help: "The file that the printed program sends (default: the last component of the key).")
    var fileName: String?

    @Flag(name: .shortAndLong, help: "No notes on stderr, errors only.")
    var quiet = false

    func run() async throws {
        guard fileName == nil || language != nil else { throw CommandFailure.usage("--file belongs to --print") }
        let builder = try builder()
        let validity = try expiry.validity()
        let form: PresignedForm
        do {
            let signer = try await client.context(bucket: builder.bucket).signer(publicEndpoint: publicEndpoint)
            form = try builder.signed(by: signer, expires: validity.expires, expiration: validity.expiration, at: validity.time)
        } catch let error as PostPolicyError {
            throw CommandFailure.usage("\(error)")
        }
        if let language {
            let key: ObjectKey? = if case .exact(let key) = builder.key { key } else { nil }
            Console.data(FormSnippet.program(for: form.snippet(fileName: fileName ?? SnippetRequest.fileName(of: key)), in: language))
        } else {
            Console.data(try PostPolicyOutput(form).text)
        }
        if !quiet, limits.maxSize == nil { Console.note("note: the size is not limited; OSS takes forms of up to 5 GB, see --max-size") }
    }

    private func builder() throws -> PostPolicyBuilder {
        do {
            let bucket = try BucketName(target.bucket)
            let isPrefix = keyPrefix || target.key.isEmpty || target.key.utf8.last == ASCII.slash
            var builder = PostPolicyBuilder(bucket: bucket, key: isPrefix ? .prefix(target.key) : .exact(try ObjectKey(target.key)))
            builder.fields = try fields.fields()
            try limits.add(to: &builder)
            return builder
        } catch let error as NameError {
            throw CommandFailure.usage("\(error)")
        }
    }
}

extension PresignedForm {
    func snippet(fileName: String) -> FormSnippet.Form {
        FormSnippet.Form(url: url, fields: fields.map { ($0.name, $0.value) }, fileField: Self.fileField, fileName: fileName)
    }
}

/// The form as JSON, its fields in order.
struct PostPolicyOutput {
    let text: String

    init(_ form: PresignedForm) throws {
        let quote = JSONQuoting.quote
        let fields = form.fields.map { "\(quote($0.name)):\(quote($0.value))" }.joined(separator: ",")
        text =
            #"{"expiration":\#(quote(form.expiration.rfc3339)),"fields":{\#(fields)},"file_field":\#(quote(PresignedForm.fileField)),"#
            + #""method":"POST","url":\#(quote(form.url))}"#
    }
}
