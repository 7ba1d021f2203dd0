using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Mvc;
using TasksWeb.Foundation;

namespace TasksWeb.Language;

/// <summary>Remembers the language a person has chosen over the one the browser asks for.</summary>
[AllowAnonymous]
[AutoValidateAntiforgeryToken]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class LanguageController : Controller
{
    [HttpPost("/language")]
    public IActionResult Choose([FromForm] string? culture, [FromForm] string? returnUrl)
    {
        if (culture is "en" or "ja")
        {
            Response.Cookies.Append(
                LanguageCookie.NameFor(Request),
                CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(culture)),
                SiteCookie.Options(Request, "/", TimeSpan.FromDays(365)));
        }
        return Redirect(returnUrl == "/" ? "/" : ReturnUrl.Local(returnUrl));
    }
}
