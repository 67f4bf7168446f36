using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Billing.Architecture.Tests;

/// <summary>Writes what metadata refers to as text.</summary>
internal sealed class Signature : ISignatureTypeProvider<string, object?>
{
    private static readonly Signature Text = new();

    public static string NameOf(MetadataReader metadata, TypeReferenceHandle handle)
    {
        var type = metadata.GetTypeReference(handle);
        var name = metadata.GetString(type.Name);

        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? NameOf(metadata, (TypeReferenceHandle)type.ResolutionScope) + "+" + name
            : metadata.GetString(type.Namespace) + "." + name;
    }

    /// <summary>A member and the types of its signature: <c>System.Guid.NewGuid : System.Guid</c>.</summary>
    public static string Describe(MetadataReader metadata, MemberReferenceHandle handle)
    {
        var member = metadata.GetMemberReference(handle);
        var parent = member.Parent.Kind switch
        {
            HandleKind.TypeReference => NameOf(metadata, (TypeReferenceHandle)member.Parent),
            HandleKind.TypeSpecification => metadata
                .GetTypeSpecification((TypeSpecificationHandle)member.Parent).DecodeSignature(Text, null),
            _ => "",
        };
        var types = member.GetKind() == MemberReferenceKind.Field
            ? member.DecodeFieldSignature(Text, null)
            : Join(member.DecodeMethodSignature(Text, null));

        return $"{parent}.{metadata.GetString(member.Name)} : {types}";
    }

    public string GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode.ToString();

    public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) =>
        NameOf(reader, handle);

    public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
        reader.GetString(reader.GetTypeDefinition(handle).Name);

    public string GetTypeFromSpecification(
        MetadataReader reader,
        object? genericContext,
        TypeSpecificationHandle handle,
        byte rawTypeKind) => reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments) =>
        $"{genericType}<{string.Join(',', typeArguments)}>";

    public string GetFunctionPointerType(MethodSignature<string> signature) => Join(signature);

    public string GetSZArrayType(string elementType) => elementType + "[]";

    public string GetArrayType(string elementType, ArrayShape shape) => elementType + "[]";

    public string GetByReferenceType(string elementType) => elementType;

    public string GetPointerType(string elementType) => elementType;

    public string GetPinnedType(string elementType) => elementType;

    public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) => unmodifiedType;

    public string GetGenericTypeParameter(object? genericContext, int index) => "T";

    public string GetGenericMethodParameter(object? genericContext, int index) => "T";

    private static string Join(MethodSignature<string> signature) =>
        string.Join(' ', signature.ParameterTypes.Prepend(signature.ReturnType));
}
