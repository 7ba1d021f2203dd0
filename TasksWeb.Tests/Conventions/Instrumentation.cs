using System.CodeDom.Compiler;
using System.Runtime.CompilerServices;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace TasksWeb.Tests.Conventions;

/// <summary>
/// Writes a copy of the app's assembly in which methods, lambdas, local functions, log methods and views tell
/// <see cref="MethodTrace"/> when they are entered. An async method counts once. Constructors, property accessors, and what the
/// compiler or the serializer's generator writes do not count.
/// </summary>
internal static class Instrumentation
{
    private const string Views = "AspNetCoreGeneratedDocument";

    public static void Copy(string assembly, string target)
    {
        using var module = ModuleDefinition.ReadModule(assembly);
        var enter = module.ImportReference(typeof(MethodTrace).GetMethod(nameof(MethodTrace.Enter)));
        foreach (var method in module.GetTypes().SelectMany(type => type.Methods).Where(Counts))
        {
            method.Body.SimplifyMacros();
            var (code, first) = (method.Body.GetILProcessor(), method.Body.Instructions[0]);
            code.InsertBefore(first, code.Create(OpCodes.Ldstr, NameOf(method)));
            code.InsertBefore(first, code.Create(OpCodes.Call, enter));
            method.Body.OptimizeMacros();
        }
        module.Write(target);
    }

    private static bool Counts(MethodDefinition method)
    {
        var types = Around(method).ToList();
        if (!method.HasBody || method.IsConstructor || method.IsGetter || method.IsSetter)
            return false;
        if (types[^1].Namespace is Views)
            return method.Name == "ExecuteAsync";
        return types[^1].Namespace.Split('.')[0] == Sources.Project
            && !types.Exists(type => Has<GeneratedCodeAttribute>(type) || type.Name.Contains(">d", StringComparison.Ordinal))
            && (IsLambdaOrLocal(method) || !Has<CompilerGeneratedAttribute>(method));
    }

    /// <summary><c>Tokens.Vault.TokenVault.GetAccessTokenAsync(GrantKey)</c>; a lambda's name holds its method's.</summary>
    private static string NameOf(MethodDefinition method)
    {
        var types = Around(method).Where(type => type.Name[0] != '<').Reverse().ToList();
        return $"{types[0].Namespace[(types[0].Namespace.IndexOf('.', StringComparison.Ordinal) + 1)..]}."
            + $"{string.Join('.', types.Select(type => type.Name))}.{method.Name}"
            + $"({string.Join(", ", method.Parameters.Select(parameter => parameter.ParameterType.Name))})";
    }

    /// <summary>The type that declares it, and those around that one.</summary>
    private static IEnumerable<TypeDefinition> Around(MethodDefinition method)
    {
        for (var type = method.DeclaringType; type is not null; type = type.DeclaringType)
            yield return type;
    }

    /// <summary>By the names that the compiler gives (GeneratedNameKind.cs in dotnet/roslyn).</summary>
    private static bool IsLambdaOrLocal(MethodDefinition method) =>
        method.Name.Contains(">b__", StringComparison.Ordinal) || method.Name.Contains(">g__", StringComparison.Ordinal);

    private static bool Has<T>(ICustomAttributeProvider where) =>
        where.CustomAttributes.Any(attribute => attribute.AttributeType.FullName == typeof(T).FullName);
}
